package org.tfpipeline.pipeline.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** A tensor bundle with constant tensors, under names as a training run has them. */
final class TrainingCheckpoint implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<String> names = new ArrayList<>();
  private final List<Operand<?>> tensors = new ArrayList<>();

  void add(String name, Shape shape, float value) {
    names.add(name);
    tensors.add(tf.fill(tf.constant(shape.asArray()), tf.constant(value)));
  }

  void write(Path prefix) {
    var save =
        tf.train.save(
            tf.constant(prefix.toString()),
            strings(names),
            strings(Collections.nCopies(names.size(), "")),
            tensors);
    try (var session = new Session(graph)) {
      session.runner().addTarget(save.op()).run().close();
    }
  }

  @Override
  public void close() {
    graph.close();
  }

  private Operand<TString> strings(List<String> values) {
    return tf.array(values.toArray(String[]::new));
  }
}
