package org.tfpipeline.pipeline.eval;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tfpipeline.pipeline.export.EvaluationView;
import org.tfpipeline.pipeline.export.ExportedFunction;
import org.tfpipeline.pipeline.export.InferenceGraph;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.export.Taps;
import org.tfpipeline.pipeline.input.TfRecordSource;
import org.tfpipeline.tfrecords.RecordReader;

/** A frozen network that turns images into embeddings. */
public final class FeatureExtractor implements AutoCloseable {
  private final InferenceGraph network;
  private final ExportedFunction function;
  private final Session session;

  private FeatureExtractor(InferenceGraph network, Session session) {
    this.network = network;
    this.function = network.model().function("encoded_images");
    this.session = session;
  }

  /**
   * Opens the network of a checkpoint.
   *
   * @param sessionConfig which devices it may use
   * @param prefix path of the tensor bundle without {@code .index}
   * @throws IOException if the checkpoint is not one of this architecture
   */
  public static FeatureExtractor open(
      NetworkConfig config, ConfigProto sessionConfig, Path prefix, PretrainedNetwork which)
      throws IOException {
    var network = new InferenceGraph(config, Taps.spreadOver(config.backbone().depth()));
    try {
      return new FeatureExtractor(network, restored(network, sessionConfig, prefix, which));
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static Session restored(
      InferenceGraph network, ConfigProto sessionConfig, Path prefix, PretrainedNetwork which)
      throws IOException {
    var session = new Session(network.graph(), sessionConfig);
    try {
      network.restore(session, prefix, which);
      return session;
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * The features of labelled images.
   *
   * @throws IOException in one sentence, if a file cannot be read, an image has no label or does
   *     not decode, or there is not a single one
   */
  LabelledFeatures extract(TfRecordSource records) throws IOException {
    var features = ImmutableList.<ImmutableDoubleArray>builder();
    var labels = ImmutableList.<Long>builder();
    for (var file : records.files()) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          var image = LabelledImage.read(reader, file);
          features.add(embedding(image));
          labels.add(image.label());
        }
      }
    }
    var all = new LabelledFeatures(features.build(), labels.build());
    if (all.labels().isEmpty()) {
      throw new IOException(
          "'%s' holds no records; run 'tfpipeline convert' to make some."
              .formatted(records.pattern()));
    }
    return all;
  }

  /** The embedding of an image, scaled to length one. */
  private ImmutableDoubleArray embedding(LabelledImage image) throws IOException {
    try (var bytes =
            TString.tensorOfBytes(NdArrays.vectorOfObjects(image.encoded().toByteArray()));
        var result =
            session
                .runner()
                .feed(function.inputs().get("encoded"), bytes)
                .fetch(function.outputs().get("embedding"))
                .run()) {
      return unit((TFloat32) result.get(0));
    } catch (TFInvalidArgumentException e) {
      // Not what a full device may be called, too.
      if (!e.getMessage().contains(EvaluationView.DECODING)) {
        throw e;
      }
      throw new IOException(
          "%s holds an image that does not decode as JPEG or PNG; convert the images again, or with --skip-bad."
              .formatted(image.place()),
          e);
    }
  }

  /** The one row of {@code [1, width]} as a vector of length one. */
  private static ImmutableDoubleArray unit(TFloat32 row) {
    int width = Math.toIntExact(row.shape().get(1));
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += Math.pow(row.getFloat(0, i), 2);
    }
    var unit = ImmutableDoubleArray.builder(width);
    for (int i = 0; i < width; i++) {
      unit.add(row.getFloat(0, i) / Math.sqrt(squares));
    }
    return unit.build();
  }

  @Override
  public void close() {
    session.close();
    network.close();
  }
}
