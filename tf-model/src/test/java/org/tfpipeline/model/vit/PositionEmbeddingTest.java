package org.tfpipeline.model.vit;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.Closeness;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.ReferenceTensors;

/** The official code's resampling of a 14×14 grid of position embeddings, for many image sizes. */
class PositionEmbeddingTest {
  private static final int PATCH = 16;
  private static final int WIDTH = 8;
  private static final float[] CLASS_TOKEN = {1, -2, 3, -4, 5, -6, 7, -8};

  private final ImmutableMap<String, FloatNdArray> official =
      ReferenceTensors.read("ops.safetensors");

  /** 112×448 has as many patches as the embedding, in another shape. */
  @ParameterizedTest
  @CsvSource({"96,96", "224,224", "160,288", "448,224", "48,80", "112,448", "480,480"})
  void doesWhatTheOfficialCodeDoes(int height, int width) {
    verify(height, width, Shape.of(1, height, width, 3), false);
  }

  /** A class token's row stays what it is, whatever happens to the patches'. */
  @ParameterizedTest
  @CsvSource({"96,96", "224,224", "160,288"})
  void aClassTokenHasARowOfItsOwn(int height, int width) {
    verify(height, width, Shape.of(1, height, width, 3), true);
  }

  /** Exports do not know the size of their images when the graph is built. */
  @ParameterizedTest
  @CsvSource({"224,224", "160,288", "112,448"})
  void doesSoForSizesThatOnlyTheRunningGraphKnows(int height, int width) {
    verify(height, width, Shape.of(-1, -1, -1, 3), false);
    verify(height, width, Shape.of(-1, -1, -1, 3), true);
  }

  private void verify(int height, int width, Shape knownShape, boolean classToken) {
    var config = new VitConfig(224, PATCH, WIDTH, 1, 1, 4, 0, classToken);
    var prefix = "posinterp.%dx%d.".formatted(height, width);
    try (var trial = new LayerTrial();
        var fed = TFloat32.tensorOf(Shape.of(1, height, width, 3))) {
      var tf = trial.tf();
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(knownShape));
      // Patches of one value each, made of the images so that they are known as little.
      var filter = tf.zeros(tf.constant(new int[] {PATCH, PATCH, 3, WIDTH}), TFloat32.class);
      var strides = List.of(1L, (long) PATCH, (long) PATCH, 1L);
      var grid = tf.nn.conv2d(images, filter, strides, "VALID");

      var embedding = new PositionEmbedding(trial.scope(), config).apply(images, grid);
      trial.initialize();
      trial.assign("pos_embed", trial.constant(rows("posinterp.pos_embed", classToken)));
      var upstream =
          tf.reshape(trial.constant(rows(prefix + "gy", classToken)), tf.shape(embedding));
      Operand<TFloat32> gradient =
          trial.gradients(embedding, upstream, List.of(trial.parameter("pos_embed"))).get(0);

      var values =
          LayerTrial.run(List.of(embedding, gradient), trial.session().runner().feed(images, fed));
      Closeness.assertClose("embedding", values.get(0), rows(prefix + "y", classToken));
      Closeness.assertClose("gradient", values.get(1), rows(prefix + "gpos", classToken));
    }
  }

  /** An official tensor; for a class token with one more row in front, the same everywhere. */
  private FloatNdArray rows(String name, boolean classToken) {
    var patches = LayerTrial.flat(official.get(name));
    if (!classToken) {
      return LayerTrial.array(patches, 1, patches.length / WIDTH, WIDTH);
    }
    var all = Floats.concat(CLASS_TOKEN, patches);
    return LayerTrial.array(all, 1, all.length / WIDTH, WIDTH);
  }
}
