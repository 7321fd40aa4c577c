package org.tfpipeline.pipeline.reference;

import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.model.vit.VitLayers;

/** The resampling of position embeddings for images of many sizes. */
final class PositionCheck {
  private final ReferenceCase reference;
  private final int patchSize;
  private final VitConfig config;

  private PositionCheck(ReferenceCase reference) {
    this.reference = reference;
    var constants = reference.json().get("posinterp");
    this.patchSize = constants.integer("patch_size");
    int width = Math.toIntExact(reference.tensor("posinterp.pos_embed").shape().get(2));
    int grid = constants.integer("grid");
    this.config = new VitConfig(grid * patchSize, patchSize, width, 1, 1, 4, 0, false);
  }

  /** Sizes that the graph knows, as in training, and sizes that only a run knows, as in exports. */
  static void run(ReferenceCase reference) {
    var check = new PositionCheck(reference);
    for (var size : reference.json().get("posinterp").get("sizes_h_w").items()) {
      int height = size.at(0).integer();
      int width = size.at(1).integer();
      check.verify(height, width, Shape.of(1, height, width, 3));
      check.verify(height, width, Shape.of(-1, -1, -1, 3));
    }
  }

  private void verify(int height, int width, Shape knownShape) {
    var tag = "posinterp.%dx%d.".formatted(height, width);
    try (var trial = new LayerTrial();
        var fed = TFloat32.tensorOf(Shape.of(1, height, width, 3))) {
      var tf = trial.tf();
      var images = tf.placeholder(TFloat32.class, Placeholder.shape(knownShape));
      var embedding = VitLayers.positionEmbedding(trial.scope(), config, images);
      trial.initialize();
      Weights.assign(
          trial.session(),
          trial.store().variables(),
          Map.of("pos_embed", reference.tensor("posinterp.pos_embed")));
      var upstream = tf.reshape(trial.constant(reference.tensor(tag + "gy")), tf.shape(embedding));
      var gradient =
          trial.gradients(embedding, upstream, List.of(trial.parameter("pos_embed"))).get(0);
      var values =
          Weights.fetch(
              trial.session().runner().feed(images, fed), Map.of("y", embedding, "gpos", gradient));
      Tolerance.ACTIVATIONS.check(tag + "y", values.get("y"), reference.tensor(tag + "y"));
      Tolerance.GRADIENTS.check(tag + "gpos", values.get("gpos"), reference.tensor(tag + "gpos"));
    }
  }
}
