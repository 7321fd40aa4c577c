package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.Variable;

/** Compares what a trajectory has come to with what the official code came to. */
final class FinalWeights {
  private static final double TOLERANCE = 1e-5;

  private final JsonObject reference;
  private final Session session;
  private final Ops tf;
  private int compared;

  /** {@code reference} has {@code final_student}, {@code final_teacher} and the centres. */
  FinalWeights(JsonObject reference, Graph graph, Session session) {
    this.reference = reference;
    this.session = session;
    this.tf = Ops.create(graph).withSubScope("final_weights");
  }

  /** Compares every variable that the reference knows, and all that the reference knows. */
  void check(Iterable<Variable<?>> variables) {
    for (var variable : variables) {
      var name = variable.name();
      var parameter = Networks.parameterName(variable);
      if (name.startsWith("student/")) {
        check(variable, reference.getAsJsonObject("final_student").getAsJsonObject(parameter));
      } else if (name.startsWith("teacher/")) {
        check(variable, reference.getAsJsonObject("final_teacher").getAsJsonObject(parameter));
      } else if (name.equals("center") || name.equals("patch_center")) {
        check(variable, reference.getAsJsonObject("final_" + name));
      }
    }
    assertThat(compared)
        .isEqualTo(
            reference.getAsJsonObject("final_student").size()
                + reference.getAsJsonObject("final_teacher").size()
                + 2);
  }

  private void check(Variable<?> variable, JsonObject expected) {
    var name = variable.name();
    compared++;
    if (name.endsWith("attn.k.bias")) {
      // The softmax ignores what all keys share: the true gradient is zero, and Adam makes steps of
      // full size of its rounding errors.
      return;
    }
    var own = variable.value().asOutput().expect(TFloat32.class);
    var values = FloatArrays.fetch(session, OfficialLayout.write(tf, own));
    double sumOfSquares = 0;
    double largest = 0;
    for (float value : values) {
      sumOfSquares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    if (!name.endsWith("attn.qkv.bias")) { // Its middle third is a bias of keys.
      double l2 = expected.get("l2").getAsDouble();
      assertThat(Math.sqrt(sumOfSquares))
          .as("l2 of %s", name)
          .isCloseTo(l2, within(TOLERANCE * l2));
    }
    var first = expected.getAsJsonArray("first8");
    for (int i = 0; i < first.size(); i++) {
      assertThat((double) values[i])
          .as("%s at %d", name, i)
          .isCloseTo(first.get(i).getAsDouble(), within(TOLERANCE * largest));
    }
  }
}
