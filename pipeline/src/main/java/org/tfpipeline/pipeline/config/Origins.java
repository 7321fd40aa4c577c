package org.tfpipeline.pipeline.config;

import java.util.HashMap;
import java.util.Map;

/** Where each value came from, so that a message can say so. Defaults come from nowhere. */
final class Origins {

  private final Map<String, String> byPath = new HashMap<>();

  void put(String path, String origin) {
    byPath.put(path, origin);
  }

  /** A message that starts with the origin of the first of the fields that has one. */
  ConfigurationException failure(String message, String... paths) {
    for (String path : paths) {
      String origin = byPath.get(path);
      if (origin != null) {
        return new ConfigurationException(origin + ": " + message);
      }
    }
    return new ConfigurationException(message);
  }
}
