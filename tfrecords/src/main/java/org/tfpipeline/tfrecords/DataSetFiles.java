package org.tfpipeline.tfrecords;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Which files belong to a data set, and may hence be removed with it. */
final class DataSetFiles {

  static final Replaceable REPLACEABLE = new Replaceable("a data set", DataSetFiles::includes);

  private DataSetFiles() {}

  private static boolean includes(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && (ShardSpec.parse(name).isPresent()
            || name.equals("dataset_info.json")
            || name.equals("features.json")
            || name.equals("refused.tsv")
            || name.equals("remarks.tsv")
            || name.endsWith(".labels.txt"));
  }
}
