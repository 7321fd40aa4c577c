package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/**
 * An image of a collection, not looked at yet.
 *
 * @param file where it is
 * @param name what its record calls it: its path, with slashes, below the folder of the images
 * @param displayName by which messages mean it: its path below the collection's folder
 * @param label its class, if the collection has classes of whole images
 * @param split its split, if the collection makes the splits
 * @param annotation what else is known of it
 */
record SourceImage(
    Path file,
    String name,
    String displayName,
    Optional<ClassLabel> label,
    Optional<String> split,
    Annotation annotation) {

  /** An image without annotation in the folder of its split, if it has one. */
  SourceImage(Path file, String name, Optional<ClassLabel> label, Optional<String> split) {
    this(
        file,
        name,
        split.map(folder -> folder + "/" + name).orElse(name),
        label,
        split,
        new NoAnnotation());
  }

  SourceImage inSplit(String other) {
    return new SourceImage(file, name, displayName, label, Optional.of(other), annotation);
  }
}
