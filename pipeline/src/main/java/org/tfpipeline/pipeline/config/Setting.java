package org.tfpipeline.pipeline.config;

import com.google.common.collect.ImmutableList;

/**
 * A value from the command line for one field of the configuration.
 *
 * @param flag what the user typed, such as {@code --set data.batch_size=8} or {@code --epochs 5};
 *     for messages
 * @param path the field, such as {@code data.batch_size}
 * @param values its new value, as in a file but for quotes, which texts do not need; several of
 *     them for a field that is a list
 */
public record Setting(String flag, String path, ImmutableList<String> values) {

  /** A setting of one value. */
  public Setting(String flag, String path, String value) {
    this(flag, path, ImmutableList.of(value));
  }

  /**
   * Reads the argument of {@code --set}.
   *
   * @throws SettingException when it is not of the form {@code PATH=VALUE}
   */
  public static Setting parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals <= 0) {
      throw new SettingException(
          "--set " + argument + ": expected PATH=VALUE, such as --set data.batch_size=8.");
    }
    return new Setting(
        "--set " + argument,
        argument.substring(0, equals).strip(),
        argument.substring(equals + 1).strip());
  }
}
