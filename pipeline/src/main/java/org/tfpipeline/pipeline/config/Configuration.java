package org.tfpipeline.pipeline.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.tfpipeline.pipeline.config.proto.Pretraining;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.export.ExportMetadata;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.tfrecords.RecordFiles;

/** A configuration that is complete and checked, apart from the data being there. */
public final class Configuration {

  private final Pretraining message;
  private final Origins origins;

  Configuration(Pretraining message, Origins origins) {
    this.message = message;
    this.origins = origins;
  }

  /**
   * Loads a file, puts the settings over it, fills in defaults and checks the result.
   *
   * @param settings values from the command line, later ones over earlier ones
   * @throws ConfigurationException at the first mistake, with its place
   */
  public static Configuration load(Path file, List<Setting> settings) {
    return new ConfigurationLoader(file).load(settings);
  }

  /** What the run is called. */
  public String name() {
    return message.getName();
  }

  /** The processor to run on. */
  public Device device() {
    return Device.parse(message.getExecution().getDevice());
  }

  /** The architecture that is trained; unlike {@link #resolve} it asks for no data. */
  public NetworkConfig network() {
    return RunConfigs.network(message);
  }

  /** The training data's files as absolute paths and globs; empty when none are named. */
  public ImmutableList<String> dataPaths() {
    return ImmutableList.copyOf(message.getData().getPathList());
  }

  /**
   * The run this describes; looks for its TFRecord files.
   *
   * @throws ConfigurationException when no data is named or it is not there
   */
  public RunConfig resolve() {
    if (dataPaths().isEmpty()) {
      throw new ConfigurationException(
          "data.path is missing: name TFRecord files in the configuration or with --data.");
    }
    try {
      var files = new TreeSet<Path>(); // A file that two patterns match is one.
      for (String path : dataPaths()) {
        files.addAll(RecordFiles.findTraining(path));
      }
      return RunConfigs.of(message, ImmutableList.copyOf(files));
    } catch (IOException e) {
      // Not a SettingException: the flag was used well, its files are not there.
      throw new ConfigurationException(
          origins.located("data.path: " + e.getMessage(), "data.path"), e);
    }
  }

  /** The run this describes, whose training data nobody looks for. */
  public RunConfig withoutData() {
    return RunConfigs.of(message, ImmutableList.of());
  }

  /** What exports of the run's weights tell about their origin. */
  public ExportMetadata metadata(long step) {
    // Random or imported weights have not seen this data.
    var data = step == 0 ? "" : String.join(", ", dataPaths());
    return new ExportMetadata(toText(), step, data, message.getLicense());
  }

  /** All of it as text that loads again to an equal configuration, wherever the text is kept. */
  public String toText() {
    return TextProtoWriter.print(message);
  }

  /** The fields in which this and another configuration differ, by name. */
  public ImmutableList<Difference> differences(Configuration other) {
    var here = FieldPaths.valuesOf(message);
    var there = FieldPaths.valuesOf(other.message);
    var differences = ImmutableList.<Difference>builder();
    for (String field : Sets.union(here.keySet(), there.keySet()).stream().sorted().toList()) {
      if (!Objects.equals(here.get(field), there.get(field))) {
        differences.add(new Difference(field, text(here.get(field)), text(there.get(field))));
      }
    }
    return differences.build();
  }

  /** The {@link #differences} that a run which goes on cannot have. */
  public ImmutableList<Difference> conflicts(Configuration other) {
    return differences(other).stream()
        .filter(difference -> !FieldPaths.mayChange(difference.field()))
        .collect(ImmutableList.toImmutableList());
  }

  /** The {@link #differences} that keep weights of the other from being used in this one. */
  public ImmutableList<Difference> networkConflicts(Configuration other) {
    var here = NetworkFields.of(message);
    var there = NetworkFields.of(other.message);
    return here.keySet().stream()
        .filter(field -> !here.get(field).equals(there.get(field)))
        .map(field -> new Difference(field, text(here.get(field)), text(there.get(field))))
        .collect(ImmutableList.toImmutableList());
  }

  private static String text(Object value) {
    return value == null ? "nothing" : ValueText.of(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Configuration that && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return toText();
  }
}
