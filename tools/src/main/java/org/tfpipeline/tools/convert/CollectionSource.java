package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a collection is.
 *
 * @param format how it lies on the disk
 * @param input its folder, or file
 * @param annotations the annotation file, if it is not where it is expected
 * @param labels a file of the classes' names in their order
 * @param masks name of the folder of the masks
 */
public record CollectionSource(
    CollectionFormat format,
    Path input,
    Optional<Path> annotations,
    Optional<Path> labels,
    String masks) {

  /** The folder that masks are in unless something else is said. */
  public static final String MASKS = "masks";

  /** A collection that lies as its format has it. */
  public CollectionSource(CollectionFormat format, Path input) {
    this(format, input, Optional.empty(), Optional.empty(), MASKS);
  }
}
