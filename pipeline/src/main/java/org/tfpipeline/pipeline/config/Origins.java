package org.tfpipeline.pipeline.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where each value came from, so that a message can say so. Defaults come from nowhere. */
final class Origins {

  private record Origin(String text, boolean isSetting) {}

  private final Map<String, Origin> byPath = new HashMap<>();

  /** The field at {@code path} stands at {@code place} of a file. */
  void putPlace(String path, String place) {
    byPath.put(path, new Origin(place, false));
  }

  /** The field was set by this. */
  void putSetting(Setting setting) {
    byPath.put(setting.path(), new Origin(setting.flag(), true));
  }

  /**
   * A message that starts with the origin of one of the fields: of a setting, or else of the first
   * that has one.
   */
  ConfigurationException failure(String message, String... paths) {
    var origin = origin(paths);
    String located = located(message, origin);
    return origin.isPresent() && origin.get().isSetting
        ? new SettingException(located)
        : new ConfigurationException(located);
  }

  /** The message of {@link #failure}, for a setting that is well formed and fails all the same. */
  String located(String message, String... paths) {
    return located(message, origin(paths));
  }

  private static String located(String message, Optional<Origin> origin) {
    return origin.map(found -> found.text + ": ").orElse("") + message;
  }

  private Optional<Origin> origin(String... paths) {
    Origin found = null;
    for (String path : paths) {
      Origin origin = byPath.get(path);
      if (origin != null && (found == null || (origin.isSetting && !found.isSetting))) {
        found = origin;
      }
    }
    return Optional.ofNullable(found);
  }
}
