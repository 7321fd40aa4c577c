package org.tfpipeline.pipeline.config;

import org.tfpipeline.pipeline.config.proto.Pretraining;

/** Holds each field against what the schema says about it alone. */
final class FieldChecks {

  private FieldChecks() {}

  /**
   * Checks ranges, and that nothing is asked for which is not built.
   *
   * @throws ConfigurationException for the first field, by name, that is wrong
   */
  static void check(Pretraining configuration, Origins origins) {
    FieldPaths.valuesOf(configuration)
        .forEach(
            (path, value) -> {
              var field = FieldPaths.find(path).orElseThrow();
              var allowed = new AllowedValues(field);
              if (!allowed.contains(value)) {
                throw origins.failure(allowed.mismatch(path, ValueText.of(value)), path);
              }
              if (!allowed.isBuilt(value)) {
                // Not a SettingException: the flag was used well, there is nothing behind it yet.
                throw new ConfigurationException(
                    origins.located(
                        path
                            + ": "
                            + ValueText.of(value)
                            + " is not built yet; use "
                            + ValueText.of(field.getDefaultValue())
                            + ".",
                        path));
              }
            });
  }
}
