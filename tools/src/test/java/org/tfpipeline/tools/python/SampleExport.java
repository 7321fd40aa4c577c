package org.tfpipeline.tools.python;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.export.ExportedFunction;
import org.tfpipeline.pipeline.export.InferenceGraph;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.export.SavedModelWriter;
import org.tfpipeline.pipeline.export.Taps;

/** A narrow network of full depth with weights far from their initial ones, to be exported. */
final class SampleExport implements AutoCloseable {
  private static final int DEPTH = 12;

  /** What the network was pretrained with; it decides over its form. */
  enum Method {
    SELFPATCH,
    DINO;

    /** What {@code check_saved_model.py} calls it. */
    String argument() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final InferenceGraph inference;
  private final Session session;

  private SampleExport(NetworkConfig network) {
    inference = new InferenceGraph(network, Taps.spreadOver(DEPTH));
    var tf = Ops.create(inference.graph());
    List<Op> perturbations = new ArrayList<>();
    var variables = inference.model().variables();
    for (int i = 0; i < variables.size(); i++) {
      perturbations.add(perturbation(tf, variables.get(i), i));
    }
    session = new Session(inference.graph());
    var initialize = session.runner();
    variables.forEach(variable -> initialize.addTarget(variable.initializer()));
    initialize.run().close();
    var perturb = session.runner();
    perturbations.forEach(perturb::addTarget);
    perturb.run().close();
  }

  static SampleExport of(Method method) {
    return new SampleExport(
        switch (method) {
          case SELFPATCH ->
              new NetworkConfig(
                  backbone(/* classToken= */ false),
                  Optional.of(
                      new SelfPatchConfig(/* blocks= */ 2, /* window= */ 3, /* positives= */ 4)));
          case DINO -> new NetworkConfig(backbone(/* classToken= */ true), Optional.empty());
        });
  }

  private static VitConfig backbone(boolean classToken) {
    return new VitConfig(
        /* imageSize= */ 64,
        /* patchSize= */ 16,
        /* width= */ 24,
        DEPTH,
        /* heads= */ 3,
        /* mlpRatio= */ 4,
        /* dropPathRate= */ 0.1,
        classToken);
  }

  /** Images that {@code check_saved_model.py} makes in the same way. */
  static TFloat32 images(int batch, int height, int width) {
    return TFloat32.tensorOf(
        Shape.of(batch, height, width, 3),
        tensor ->
            tensor
                .scalars()
                .forEachIndexed(
                    (at, pixel) -> {
                      long number =
                          31 * at[0] + 7 * at[1] + 13 * at[2] + 29 * at[3] + at[1] * at[2];
                      pixel.setFloat((number % 256) / 255f);
                    }));
  }

  void write(Path directory) throws IOException {
    SavedModelWriter.write(directory, session, inference.model(), ImmutableMap.of());
  }

  /** The outputs of every function of images by its name and their keys. */
  Map<String, Map<String, Values>> outputs(TFloat32 images) {
    Map<String, Map<String, Values>> all = new TreeMap<>();
    for (ExportedFunction function : inference.model().functions()) {
      if (function.inputs().containsKey("images")) {
        all.put(function.name(), outputs(function, images));
      }
    }
    return all;
  }

  /** The outputs for the bytes of image files by their keys. */
  Map<String, Values> outputs(byte[]... encoded) {
    try (var files = TString.tensorOfBytes(NdArrays.vectorOfObjects(encoded))) {
      return outputs(inference.model().function("encoded_images"), files);
    }
  }

  private Map<String, Values> outputs(ExportedFunction function, Tensor input) {
    var placeholder = Iterables.getOnlyElement(function.inputs().values());
    var run = session.runner().feed(placeholder, input);
    function.outputs().values().forEach(run::fetch);
    try (Result result = run.run()) {
      Map<String, Values> outputs = new TreeMap<>();
      int index = 0;
      for (String key : function.outputs().keySet()) {
        outputs.put(key, Values.of(result.get(index++)));
      }
      return outputs;
    }
  }

  @Override
  public void close() {
    session.close();
    inference.close();
  }

  private static Op perturbation(Ops tf, Variable<?> variable, long seed) {
    var noise =
        tf.random.statelessRandomNormal(
            tf.constant(variable.shape().asArray()),
            tf.constant(new long[] {seed, 1}),
            TFloat32.class);
    var value = tf.readVariableOp(variable.handle(), TFloat32.class);
    return tf.assignVariableOp(
        variable.handle(), tf.math.add(value, tf.math.mul(noise, tf.constant(0.1f))));
  }

  /** A tensor's shape and its values in row-major order. */
  record Values(List<Long> shape, List<Float> values) {
    static Values of(Tensor tensor) {
      var floats = new float[Math.toIntExact(tensor.shape().size())];
      tensor.asRawTensor().data().asFloats().read(floats);
      return new Values(Longs.asList(tensor.shape().asArray()), Floats.asList(floats));
    }
  }
}
