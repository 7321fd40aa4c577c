package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tfpipeline.model.dino.DinoNetwork;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.tools.cli.CommandLine;

/**
 * The directory of a run whose teacher came to have given weights: a configuration and a checkpoint
 * of the teacher under the names and in the layout of training.
 */
record ClosedFormRun(Path folder) {
  /** Exports drop the projection heads. */
  private static final ProjectionConfig TINY = new ProjectionConfig(8, 8, 8, false);

  /**
   * Writes one.
   *
   * @param backbone weights by their names in PyTorch, in its layout
   */
  static ClosedFormRun write(Path folder, String configuration, Map<String, Values> backbone)
      throws IOException {
    var run = RunDirectory.at(folder);
    var checkpoint =
        new RunDirectory.SavedCheckpoint(1, run.checkpoints().resolve("step-00000001"));
    Files.createDirectories(checkpoint.directory());
    Files.writeString(run.configuration(), configuration);
    var network = Configuration.load(run.configuration(), List.of()).network();
    writeTeacher(checkpoint.prefix(), network, backbone);
    return new ClosedFormRun(folder);
  }

  /** What {@code tfpipeline export} makes of it. */
  void export(Path output, String taps) {
    // It has no manifest; a checkpoint that is named is taken as it is.
    var command = "export --run %s --checkpoint step-00000001 --output %s --taps %s";
    var result = CommandLine.run(command.formatted(folder, output, taps).split(" ", -1));
    assertThat(result.status()).as(result.err()).isZero();
  }

  private static void writeTeacher(
      Path prefix, NetworkConfig network, Map<String, Values> backbone) {
    try (var trial = new LayerTrial()) {
      var teacher = ParameterScope.root(trial.store(), "teacher/", /* seed= */ 1);
      if (network.selfPatch().isPresent()) {
        new SelfPatchNetwork(teacher, network.backbone(), network.selfPatch().get(), TINY, TINY);
      } else {
        new DinoNetwork(teacher, network.backbone(), TINY);
      }
      trial.initialize();
      var values = ImmutableMap.<String, Values>builder();
      backbone.forEach((name, value) -> values.put("teacher/backbone." + name, value));
      var variables = trial.store().variables();
      Weights.assign(trial.session(), variables, values.buildOrThrow());
      save(trial, prefix, variables);
    }
  }

  private static void save(LayerTrial trial, Path prefix, List<Variable<?>> variables) {
    Ops tf = trial.tf();
    var names = variables.stream().map(Variable::name).toArray(String[]::new);
    var wholeTensors = new String[names.length];
    Arrays.fill(wholeTensors, "");
    List<Operand<?>> values = variables.stream().<Operand<?>>map(Variable::value).toList();
    var save =
        tf.train.save(
            tf.constant(prefix.toString()), tf.array(names), tf.array(wholeTensors), values);
    trial.session().runner().addTarget(save.op()).run().close();
  }
}
