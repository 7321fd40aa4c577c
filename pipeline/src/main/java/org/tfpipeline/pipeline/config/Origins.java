package org.tfpipeline.pipeline.config;

import java.util.HashMap;
import java.util.Map;

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
    Origin found = null;
    for (String path : paths) {
      Origin origin = byPath.get(path);
      if (origin != null && (found == null || (origin.isSetting && !found.isSetting))) {
        found = origin;
      }
    }
    if (found == null) {
      return new ConfigurationException(message);
    }
    String located = found.text + ": " + message;
    return found.isSetting ? new SettingException(located) : new ConfigurationException(located);
  }
}
