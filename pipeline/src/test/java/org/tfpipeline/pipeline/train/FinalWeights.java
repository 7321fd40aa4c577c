package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.Variable;

/** Compares what a trajectory has come to with what the official code came to. */
final class FinalWeights {
  private static final double TOLERANCE = 1e-5;

  private final Map<String, JsonObject> expected = new LinkedHashMap<>();

  /** {@code reference} has {@code final_student}, {@code final_teacher} and the centres. */
  FinalWeights(JsonObject reference) {
    for (var network : new String[] {"student", "teacher"}) {
      var tensors = reference.getAsJsonObject("final_" + network);
      tensors
          .keySet()
          .forEach(name -> expected.put(network + "/" + name, tensors.getAsJsonObject(name)));
    }
    for (var center : new String[] {"center", "patch_center"}) {
      expected.put(center, reference.getAsJsonObject("final_" + center));
    }
  }

  /** Compares all that the reference knows. */
  void check(Graph graph, Session session, Iterable<Variable<?>> variables) {
    var values = new LinkedHashMap<String, Operand<TFloat32>>();
    var tf = Ops.create(graph).withSubScope("final_weights");
    for (var variable : variables) {
      if (expected.containsKey(variable.name())) {
        var own = variable.value().asOutput().expect(TFloat32.class);
        values.put(variable.name(), OfficialLayout.write(tf, own));
      }
    }
    assertThat(values).containsOnlyKeys(expected.keySet());
    var runner = session.runner();
    values.values().forEach(runner::fetch);
    try (var result = runner.run()) {
      int index = 0;
      for (var name : values.keySet()) {
        check(name, FloatArrays.of((TFloat32) result.get(index++)));
      }
    }
  }

  private void check(String name, float[] values) {
    if (name.endsWith("attn.k.bias")) {
      // The softmax ignores what all keys share: the true gradient is zero, and Adam makes steps of
      // full size of its rounding errors.
      return;
    }
    double sumOfSquares = 0;
    double largest = 0;
    for (float value : values) {
      sumOfSquares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    var summary = expected.get(name);
    if (!name.endsWith("attn.qkv.bias")) { // Its middle third is a bias of keys.
      double l2 = summary.get("l2").getAsDouble();
      assertThat(Math.sqrt(sumOfSquares))
          .as("l2 of %s", name)
          .isCloseTo(l2, within(TOLERANCE * l2));
    }
    var first = summary.getAsJsonArray("first8");
    for (int i = 0; i < first.size(); i++) {
      assertThat((double) values[i])
          .as("%s at %d", name, i)
          .isCloseTo(first.get(i).getAsDouble(), within(TOLERANCE * largest));
    }
  }
}
