package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.input.ColorConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.MultiCropConfig;
import org.tfpipeline.pipeline.input.ViewConfig;

/** Twenty steps of the official code, step by step. */
final class TrajectoryTest {
  private static final int BATCH = 2;
  private static final int LOCALS = 2;

  @Test
  void followsTheOfficialCode() throws IOException {
    var reference = json("trajectory.json");
    var steps = reference.getAsJsonObject("f32").getAsJsonArray("steps");
    var config = config(reference.getAsJsonObject("config"));
    var schedule = new Schedule(config.schedule(), 10);
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var globals = placeholder(tf, 2 * BATCH, config.crops().globalSize());
      var locals = placeholder(tf, LOCALS * BATCH, config.crops().localSize());
      var training = new TrainingGraph(graph, tf, config, new Crops(globals, locals));
      try (var session = new Session(graph)) {
        training.initialize(session);
        load(graph, session, training);
        for (int step = 0; step < steps.size(); step++) {
          var expected = steps.get(step).getAsJsonObject();
          var values = schedule.at(step);
          assertThat(values.learningRate())
              .isCloseTo(expected.get("lr").getAsDouble(), within(1e-15));
          assertThat(values.weightDecay())
              .isCloseTo(expected.get("wd").getAsDouble(), within(1e-15));
          assertThat(values.teacherMomentum())
              .isCloseTo(expected.get("ema").getAsDouble(), within(1e-15));
          int seed = 100 + 1000 * (step + 1);
          try (var global = crops(2, config.crops().globalSize(), seed);
              var local = crops(LOCALS, config.crops().localSize(), seed + 2)) {
            var metrics =
                training.step(
                    session,
                    values,
                    schedule.lastLayersFrozen(step),
                    runner -> runner.feed(globals, global).feed(locals, local));
            assertThat((double) metrics.get("loss"))
                .as("loss of step %d", step)
                .isCloseTo(expected.get("total").getAsDouble(), within(2e-5));
            assertThat((double) metrics.get("image_loss"))
                .isCloseTo(expected.get("c_loss").getAsDouble(), within(2e-5));
            assertThat((double) metrics.get("patch_loss"))
                .isCloseTo(expected.get("p_loss").getAsDouble(), within(2e-5));
            double norm = expected.get("global_grad_norm").getAsDouble();
            assertThat((double) metrics.get("gradient_norm"))
                .as("gradient norm of step %d", step)
                .isCloseTo(norm, within(1e-4 * norm));
          }
        }
        new FinalWeights(reference.getAsJsonObject("f32"))
            .check(graph, session, training.variables());
      }
    }
  }

  private static JsonObject json(String resource) throws IOException {
    try (var reader =
        new InputStreamReader(
            TrajectoryTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, int views, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(views, size, size, 3)));
  }

  private static TFloat32 crops(int views, int size, int firstSeed) {
    var all = new float[views][];
    for (int view = 0; view < views; view++) {
      all[view] = ReferenceImages.images(BATCH, size, firstSeed + view);
    }
    return TFloat32.tensorOf(
        Shape.of((long) views * BATCH, size, size, 3), DataBuffers.of(Floats.concat(all)));
  }

  private static void load(Graph graph, Session session, TrainingGraph training)
      throws IOException {
    var tf = Ops.create(graph).withSubScope("load");
    var tensors = SafeTensors.read("trajectory_start.safetensors");
    var assignments = session.runner();
    for (var variable : training.variables()) {
      var tensor = tensors.get(Networks.parameterName(variable));
      if (tensor == null) {
        continue; // optimiser state and centres start at zero
      }
      try (var value = TFloat32.tensorOf(tensor.shape(), tensor.values())) {
        Operand<TFloat32> constant = tf.constantOf(value);
        assignments.addTarget(
            tf.assignVariableOp(variable.handle(), OfficialLayout.read(tf, constant)));
      }
    }
    assignments.run().close();
    assertThat(
            training.variables().stream()
                .filter(variable -> variable.name().startsWith("student/"))
                .map(Networks::parameterName))
        .containsExactlyInAnyOrderElementsOf(tensors.keySet());
  }

  private static RunConfig config(JsonObject c) {
    var view = new ViewConfig(0.25, 1, 0, 0);
    return new RunConfig(
        "trajectory",
        1,
        new DataConfig("none", ImmutableList.of(), BATCH, 1, 1, 1),
        new MultiCropConfig(
            c.get("global_size").getAsInt(),
            c.get("local_size").getAsInt(),
            ImmutableList.of(view, view),
            view,
            LOCALS,
            new ColorConfig(0, 0, 0, 0, 0, 0, 0, 0, 0)),
        new VitConfig(
            c.get("img_size").getAsInt(),
            c.get("patch_size").getAsInt(),
            c.get("embed_dim").getAsInt(),
            c.get("depth").getAsInt(),
            c.get("num_heads").getAsInt(),
            4,
            0,
            false),
        projection(c, "out_dim"),
        Optional.of(
            new PatchLevelConfig(
                new SelfPatchConfig(2, 3, c.get("k_num").getAsInt()),
                projection(c, "out_dim_patch"),
                0.1)),
        new LossConfig(c.get("student_temp").getAsDouble(), c.get("center_momentum").getAsDouble()),
        new AdamWConfig(0.9, 0.999, 1e-8, c.get("clip_grad").getAsDouble()),
        new ScheduleConfig(
            c.get("epochs").getAsInt(),
            0,
            c.get("warmup_epochs").getAsInt(),
            c.get("lr").getAsDouble(),
            0,
            c.get("min_lr").getAsDouble(),
            c.get("wd").getAsDouble(),
            c.get("wd_end").getAsDouble(),
            c.get("ema_momentum").getAsDouble(),
            c.get("warmup_teacher_temp").getAsDouble(),
            c.get("teacher_temp").getAsDouble(),
            c.get("warmup_teacher_temp_epochs").getAsInt(),
            c.get("freeze_last_layer").getAsInt()),
        1,
        1,
        1);
  }

  private static ProjectionConfig projection(JsonObject c, String prototypes) {
    return new ProjectionConfig(
        c.get("head_hidden").getAsInt(),
        c.get("head_bottleneck").getAsInt(),
        c.get(prototypes).getAsInt(),
        !c.get("norm_last_layer").getAsBoolean());
  }
}
