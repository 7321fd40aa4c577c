package org.tfpipeline.tools.convert;

import java.util.List;

/** How a collection lies on the disk. */
public enum CollectionFormat {
  /** A folder for each class: {@code CLASS/IMAGE}, or {@code SPLIT/CLASS/IMAGE}. */
  FOLDER,
  /** Images without classes, in any folders. */
  FLAT;

  private static final List<String> PLANNED = List.of("voc", "coco", "masks", "davis", "csv");

  /** Whether a value of {@code --format} is promised but cannot be used so far. */
  public static boolean isPlanned(String value) {
    return PLANNED.contains(value);
  }

  /** Reads the value of {@code --format}. */
  public static CollectionFormat parse(String value) throws OptionException {
    return switch (value) {
      case "folder" -> FOLDER;
      case "flat" -> FLAT;
      default ->
          throw new OptionException("--format %s is unknown; use folder or flat".formatted(value));
    };
  }
}
