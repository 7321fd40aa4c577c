package org.tfpipeline.pipeline.export;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.variables.VariableStore;

/**
 * Scales and shifts images: small enough to compute by hand. {@code scaled} is {@code images · 2 ·
 * 3}, {@code shifted} is {@code scaled + 0.5}.
 */
final class ToyNetwork implements AutoCloseable {
  final Graph graph = new Graph();
  final Session session;
  final ExportedModel model;

  ToyNetwork() {
    var tf = Ops.create(graph);
    var images =
        tf.withName("images")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, -1, 3)));
    var store = new VariableStore(tf);
    Operand<TFloat32> scaled = images;
    for (int i = 0; i < 2; i++) {
      var weight =
          store.create("blocks." + i + ".weight", Shape.scalar(), tf.constant(2f + i), true);
      scaled = tf.math.mul(scaled, weight.value());
    }
    var bias =
        store.create("norm.bias", Shape.of(3), tf.constant(new float[] {.5f, .5f, .5f}), false);
    var shifted = tf.math.add(scaled, bias.value());
    model =
        new ExportedModel(
            store.variables(),
            ImmutableList.of(
                ExportedFunction.of(
                    "call", "images", images, Map.of("shifted", shifted, "scaled", scaled)),
                ExportedFunction.of("scale", "images", images, Map.of("only", scaled))),
            ImmutableMap.of("__call__", "call", "scale", "scale"),
            ImmutableMap.of("serving_default", "call", "scale", "scale"));
    session = new Session(graph);
    var initialize = session.runner();
    store.variables().forEach(variable -> initialize.addTarget(variable.initializer()));
    initialize.run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
