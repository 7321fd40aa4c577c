package org.tfpipeline.tools.convert;

import java.nio.file.Path;
import org.tfpipeline.tfrecords.ShardSpec;

/** What data sets are called. */
public final class DataSetName {

  private DataSetName() {}

  /** Reads the value of {@code --name}. */
  public static String parse(String value) throws OptionException {
    if (!ShardSpec.NAME.matcher(value).matches()) {
      throw new OptionException(
          "--name %s may have letters, digits and underscores only, and begins with a letter"
              .formatted(value));
    }
    return value;
  }

  /** Makes a name from that of a folder or CSV file. */
  public static String after(Path input) {
    Path last = input.toAbsolutePath().normalize().getFileName();
    String name =
        last == null
            ? ""
            : last.toString().replaceFirst("\\.csv$", "").replaceAll("[^A-Za-z0-9_]", "_");
    return ShardSpec.NAME.matcher(name).matches() ? name : "images_" + name;
  }
}
