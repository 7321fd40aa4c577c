package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.reference.ClosedForm;

/** What of a step reaches what in DINO alone. */
final class DinoObjectiveTest {
  private static final ScheduledValues VALUES = new ScheduledValues(1e-3, 0.04, 0.9, 0.04);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Session session = new Session(graph);
  private final Placeholder<TFloat32> globals = views(2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE);
  private final Placeholder<TFloat32> locals = views(TinyRuns.BATCH, TinyRuns.LOCAL_SIZE);
  private TrainingGraph training;

  @BeforeEach
  void build() {
    var config =
        TinyRuns.config(Path.of("none"), 0, Optional.empty(), new LossConfig(0.1, 0.9), 1e-3);
    training = new TrainingGraph(graph, tf, config, new Crops(globals, locals));
    training.initialize(session);
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void thereIsNothingOfPatches() {
    assertThat(step(1, 2).keySet())
        .containsExactly(
            "loss",
            "teacher_entropy",
            "center_norm",
            "embedding_spread",
            "gradient_norm",
            "largest_gradient_norm",
            "clipped_gradients");
    assertThat(training.variables())
        .extracting(variable -> variable.name())
        .contains("center", "student/backbone.cls_token", "teacher/head.mlp.0.weight")
        .noneMatch(name -> name.contains("patch_center"))
        .noneMatch(name -> name.contains("ca_head"))
        .noneMatch(name -> name.contains("p_head"));
  }

  @Test
  void everyWeightOfTheStudentLearns() {
    var before = new TreeMap<String, float[]>();
    for (var variable : training.variables()) {
      if (variable.name().startsWith("student/") && variable.trainable()) {
        before.put(variable.name(), value(variable.name()));
      }
    }
    step(1, 2);
    assertThat(before).hasSizeGreaterThan(30);
    before.forEach((name, value) -> assertThat(value(name)).as(name).isNotEqualTo(value));
  }

  @Test
  void theCentreFollowsTheGlobalViewsAlone() {
    var none = value("center");
    step(1, 2);
    var center = value("center");
    assertThat(center).isNotEqualTo(none);

    training.initialize(session);
    float otherLoss = step(1, 3).get("loss");
    assertThat(value("center")).isEqualTo(center);

    training.initialize(session);
    assertThat(step(1, 2).get("loss")).isNotEqualTo(otherLoss);
    training.initialize(session);
    step(4, 2);
    assertThat(value("center")).isNotEqualTo(center);
  }

  @Test
  void theTeachersTargetsComeFromTheGlobalViewsAlone() {
    var metrics = step(1, 2);
    training.initialize(session);
    var others = step(1, 3);
    for (var name : new String[] {"teacher_entropy", "embedding_spread"}) {
      assertThat(others.get(name)).as(name).isEqualTo(metrics.get(name));
    }
  }

  /** One step on images of two seeds. */
  private ImmutableMap<String, Float> step(int globalSeed, int localSeed) {
    try (var global = images(2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE, globalSeed);
        var local = images(TinyRuns.BATCH, TinyRuns.LOCAL_SIZE, localSeed)) {
      return training.step(
          session,
          VALUES,
          /* lastLayersFrozen= */ false,
          runner -> runner.feed(globals, global).feed(locals, local));
    }
  }

  private float[] value(String name) {
    var variable =
        training.variables().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    return FloatArrays.fetch(session, variable.value().asOutput().expect(TFloat32.class));
  }

  private Placeholder<TFloat32> views(int count, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(count, size, size, 3)));
  }

  private static TFloat32 images(int count, int size, int seed) {
    return TFloat32.tensorOf(
        Shape.of(count, size, size, 3),
        DataBuffers.of(ClosedForm.images(count, size, size, seed).flat()));
  }
}
