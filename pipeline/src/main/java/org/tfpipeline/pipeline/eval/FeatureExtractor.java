package org.tfpipeline.pipeline.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tfpipeline.pipeline.export.InferenceGraph;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.export.Taps;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** A frozen network that turns images into embeddings. */
public final class FeatureExtractor implements AutoCloseable {
  private final InferenceGraph network;
  private final Session session;
  private final EvaluationView view;
  private final Operand<?> images;
  private final Operand<?> embedding;

  private FeatureExtractor(
      InferenceGraph network,
      Session session,
      EvaluationView view,
      Operand<?> images,
      Operand<?> embedding) {
    this.network = network;
    this.session = session;
    this.view = view;
    this.images = images;
    this.embedding = embedding;
  }

  /**
   * Opens the network of a checkpoint.
   *
   * @param prefix path of the tensor bundle without {@code .index}
   * @throws IOException if the checkpoint is not one of this configuration
   */
  public static FeatureExtractor open(
      RunConfig config, ConfigProto sessionConfig, Path prefix, PretrainedNetwork which)
      throws IOException {
    var backbone = config.backbone();
    var network =
        new InferenceGraph(backbone, config.selfPatch(), Taps.spreadOver(backbone.depth()));
    var view = new EvaluationView(Ops.create(network.graph()), backbone.imageSize());
    var session = new Session(network.graph(), sessionConfig);
    try {
      network.restore(session, prefix, which);
    } catch (IOException | RuntimeException e) {
      session.close();
      network.close();
      throw e;
    }
    var serve = network.model().function("serve");
    return new FeatureExtractor(
        network,
        session,
        view,
        Iterables.getOnlyElement(serve.inputs().values()),
        serve.outputs().get("embedding"));
  }

  /**
   * The features of all labelled images in TFRecord files.
   *
   * @throws IOException if a file cannot be read or an image has no label
   */
  LabelledFeatures extract(List<Path> files) throws IOException {
    var features = ImmutableList.<ImmutableDoubleArray>builder();
    var labels = ImmutableList.<Long>builder();
    for (var file : files) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          var example = ImageExample.parse(reader.record());
          var label =
              example
                  .label()
                  .orElseThrow(
                      () ->
                          new IOException(
                              "Record %d of '%s' has no image/class/label; a nearest-neighbour evaluation needs classes."
                                  .formatted(reader.index(), file)));
          features.add(embedding(example.encoded().toByteArray()));
          labels.add(label.index());
        }
      }
    }
    return new LabelledFeatures(features.build(), labels.build());
  }

  /** The embedding of an encoded image, scaled to length one. */
  private ImmutableDoubleArray embedding(byte[] encoded) {
    try (var bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded));
        var decoded = session.runner().feed(view.encoded(), bytes).fetch(view.image()).run();
        var result = session.runner().feed(images, decoded.get(0)).fetch(embedding).run()) {
      var vector = (TFloat32) result.get(0);
      int width = Math.toIntExact(vector.shape().get(1));
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += Math.pow(vector.getFloat(0, i), 2);
      }
      var unit = ImmutableDoubleArray.builder(width);
      for (int i = 0; i < width; i++) {
        unit.add(vector.getFloat(0, i) / Math.sqrt(squares));
      }
      return unit.build();
    }
  }

  @Override
  public void close() {
    session.close();
    network.close();
  }
}
