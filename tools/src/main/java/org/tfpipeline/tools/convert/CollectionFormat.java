package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a collection lies on the disk. */
public enum CollectionFormat {
  /** A folder for each class: {@code CLASS/IMAGE}, or {@code SPLIT/CLASS/IMAGE}. */
  FOLDER,
  /** Images without classes, in any folders. */
  FLAT,
  /** Pascal VOC: {@code Annotations/NAME.xml}, {@code JPEGImages}, {@code ImageSets/Main}. */
  VOC,
  /** COCO: {@code instances.json} beside images, or {@code annotations/instances_SPLIT.json}. */
  COCO,
  /** {@code images} and, under the same names, {@code masks}. */
  MASKS,
  /** DAVIS: {@code JPEGImages/480p/CLIP}, {@code Annotations/480p/CLIP}, {@code ImageSets}. */
  DAVIS,
  /** A file of lines {@code path,label}. */
  CSV;

  /** All values of {@code --format}, with bars between them. */
  public static final String VALUES = "folder|flat|voc|coco|masks|davis|csv";

  /** Folders at the top of {@link #FOLDER} that mean splits, if all of them do. */
  public static final ImmutableSet<String> SPLIT_FOLDERS =
      ImmutableSet.of("train", "validation", "val", "test");

  /** Reads the value of {@code --format}. */
  public static CollectionFormat parse(String value) throws OptionException {
    return Arrays.stream(values())
        .filter(format -> format.flagValue().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new OptionException(
                    "--format %s is unknown; use one of %s".formatted(value, names())));
  }

  /** What {@code --format} calls it. */
  public String flagValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String names() {
    return Arrays.stream(values())
        .map(CollectionFormat::flagValue)
        .collect(Collectors.joining(", "));
  }
}
