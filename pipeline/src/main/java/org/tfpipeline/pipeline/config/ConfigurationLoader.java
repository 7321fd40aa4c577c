package org.tfpipeline.pipeline.config;

import java.nio.file.Path;
import java.util.List;
import org.tfpipeline.pipeline.config.proto.Pretraining;
import org.tfpipeline.pipeline.device.Device;

/** Makes a {@link Configuration} of a file and settings: read, override, complete, check. */
final class ConfigurationLoader {

  private static final String ENDING = ".textproto";

  private final Path file;
  private final Pretraining.Builder target = Pretraining.newBuilder();
  private final Origins origins = new Origins();

  ConfigurationLoader(Path file) {
    this.file = file;
  }

  Configuration load(List<Setting> settings) {
    new TextProtoReader(file).read(target, origins);
    makePathsAbsolute(file.toAbsolutePath().getParent());
    for (Setting setting : settings) {
      SettingApplier.apply(setting, target, origins);
    }
    makePathsAbsolute(Path.of("").toAbsolutePath());
    if (!target.hasName()) {
      target.setName(nameOf(file));
    }
    Defaults.fill(target);
    var message = target.build();
    FieldChecks.check(message, origins);
    new CrossChecks(message, origins).check();
    checkName();
    checkDevice();
    return new Configuration(message, origins);
  }

  private void makePathsAbsolute(Path base) {
    var data = target.getDataBuilder();
    for (int i = 0; i < data.getPathCount(); i++) {
      data.setPath(i, absolute("data.path", data.getPath(i), base));
    }
    if (target.hasInitialWeights()) {
      target.setInitialWeights(absolute("initial_weights", target.getInitialWeights(), base));
    }
  }

  private String absolute(String field, String text, Path base) {
    try {
      return base.resolve(LocalPaths.parse(field, text)).normalize().toString();
    } catch (SettingException e) {
      throw origins.failure(e.getMessage(), field);
    }
  }

  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  private void checkName() {
    String name = target.getName();
    if (name.isBlank() || name.contains("/") || name.startsWith(".")) {
      throw origins.failure(
          "name must be usable as a folder's name (runs/NAME), not \"" + name + "\".", "name");
    }
  }

  private void checkDevice() {
    String device = target.getExecution().getDevice();
    try {
      Device.parse(device);
    } catch (IllegalArgumentException e) {
      throw origins.failure(
          "execution.device must be " + Device.FORMS + ", not \"" + device + "\".",
          "execution.device");
    }
  }
}
