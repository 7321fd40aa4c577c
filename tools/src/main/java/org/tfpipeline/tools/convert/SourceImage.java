package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/**
 * An image of a collection, not looked at yet.
 *
 * @param file where it is
 * @param name its path below the collection's folder (below the split's, if folders make the
 *     splits), with slashes
 * @param label its class, if the collection has classes
 * @param split its split, if folders make the splits
 */
record SourceImage(Path file, String name, Optional<ClassLabel> label, Optional<String> split) {

  /** The name by which messages mean this image. */
  String displayName() {
    return split.map(folder -> folder + "/" + name).orElse(name);
  }
}
