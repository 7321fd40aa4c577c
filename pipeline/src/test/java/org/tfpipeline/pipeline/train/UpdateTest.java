package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.reference.ClosedForm;

/** Steps of plain gradient descent, whose arithmetic is short. */
final class UpdateTest {
  private static final double CLIP_NORM = 0.1;
  private static final ScheduledValues VALUES = new ScheduledValues(0.5, 0, 1, 0.04);

  private Graph graph;
  private Session session;
  private TrainingGraph training;

  @BeforeEach
  void build() {
    graph = new Graph();
    session = new Session(graph);
    var tf = Ops.create(graph);
    var loss = new LossConfig(0.1, 0.9);
    training =
        new TrainingGraph(
            graph,
            tf,
            TinyRuns.config(
                Path.of("none"), 0, TinyRuns.patchLevel(0.1), loss, 0, new SgdConfig(0), CLIP_NORM),
            new Crops(
                views(tf, 2 * TinyRuns.BATCH, TinyRuns.GLOBAL_SIZE),
                views(tf, TinyRuns.BATCH, TinyRuns.LOCAL_SIZE)));
    training.initialize(session);
  }

  private static Operand<TFloat32> views(Ops tf, int count, int size) {
    return tf.constant(
        Shape.of(count, size, size, 3),
        DataBuffers.of(ClosedForm.images(count, size, size, 7).flat()));
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void theGradientsGivenOutAreThoseThatMoveTheStudent() {
    var gradients = fetch(training.gradients().byParameter());
    var norms = fetch(training.gradients().norms());
    assertThat(gradients)
        .containsOnlyKeys(norms.keySet())
        .containsKeys("backbone.pos_embed", "c_head.last_layer.weight_v")
        .doesNotContainKey("c_head.last_layer.weight_g");
    var before = student();
    var metrics = training.step(session, VALUES, /* lastLayersFrozen= */ false, run -> run);
    var after = student();
    double squares = 0;
    for (var name : gradients.keySet()) {
      double norm = norm(gradients.get(name));
      squares += norm * norm;
      assertThat((double) norms.get(name)[0]).as(name).isCloseTo(norm, within(1e-6 + 1e-5 * norm));
      assertMoved(name, before, after, gradients.get(name));
    }
    double norm = Math.sqrt(squares);
    assertThat((double) metrics.get("gradient_norm")).isCloseTo(norm, within(1e-5 * norm));
  }

  @Test
  void gradientsThatAreFedTakeTheirPlace() {
    var gradients =
        Maps.transformEntries(fetch(training.gradients().byParameter()), UpdateTest::arbitrary);
    var before = student();
    var fed = new LinkedHashMap<Operand<TFloat32>, TFloat32>();
    gradients.forEach(
        (name, values) -> {
          var gradient = training.gradients().byParameter().get(name);
          fed.put(gradient, TFloat32.tensorOf(gradient.shape(), DataBuffers.of(values)));
        });
    training.step(
        session,
        VALUES,
        /* lastLayersFrozen= */ false,
        run -> {
          fed.forEach(run::feed);
          return run;
        });
    fed.values().forEach(TFloat32::close);
    var after = student();
    gradients.forEach((name, gradient) -> assertMoved(name, before, after, gradient));
  }

  /** Gradients on both sides of the norm that they are clipped to. */
  private static float[] arbitrary(String name, float[] like) {
    var values = new float[like.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (name.length() % 2 == 0 ? 1 : 1e-3f) * (i * 7 % 5 - 1.5f);
    }
    return values;
  }

  private static void assertMoved(
      String name, Map<String, float[]> before, Map<String, float[]> after, float[] gradient) {
    double step = VALUES.learningRate() * Math.min(1, CLIP_NORM / (norm(gradient) + 1e-6));
    for (int i = 0; i < gradient.length; i++) {
      assertThat((double) after.get(name)[i])
          .as("%s at %d", name, i)
          .isCloseTo(before.get(name)[i] - step * gradient[i], within(1e-6));
    }
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float element : vector) {
      squares += (double) element * element;
    }
    return Math.sqrt(squares);
  }

  /** The student's parameters by name. */
  private ImmutableMap<String, float[]> student() {
    var values = ImmutableMap.<String, Operand<TFloat32>>builder();
    for (var variable : training.variables()) {
      if (variable.name().startsWith("student/")) {
        values.put(
            Networks.parameterName(variable), variable.value().asOutput().expect(TFloat32.class));
      }
    }
    return fetch(values.buildOrThrow());
  }

  private ImmutableMap<String, float[]> fetch(Map<String, Operand<TFloat32>> tensors) {
    var run = session.runner();
    tensors.values().forEach(run::fetch);
    var values = ImmutableMap.<String, float[]>builder();
    try (var fed = HyperParameters.feed(VALUES);
        var result = run.feed(training.hyperParameters().placeholder(), fed).run()) {
      int index = 0;
      for (var name : tensors.keySet()) {
        values.put(name, FloatArrays.of((TFloat32) result.get(index++)));
      }
    }
    return values.buildOrThrow();
  }
}
