package org.tfpipeline.model.vit;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * A Vision Transformer (Dosovitskiy et al., ICLR 2021) in the form SelfPatch trains: patch and
 * position embedding, pre-norm blocks, no class token and no final normalisation.
 */
public final class VisionTransformer {
  private final Ops tf;
  private final int width;
  private final PatchEmbedding patchEmbedding;
  private final PositionEmbedding positionEmbedding;
  private final ImmutableList<Block> blocks;

  /** Creates the parameters of all layers. */
  public VisionTransformer(ParameterScope scope, VitConfig config) {
    this.tf = scope.ops();
    this.width = config.width();
    this.patchEmbedding = new PatchEmbedding(scope.child("patch_embed"), config);
    this.positionEmbedding = new PositionEmbedding(scope, config);
    var blocks = ImmutableList.<Block>builder();
    for (int i = 0; i < config.depth(); i++) {
      var name = "blocks." + i;
      blocks.add(new Block(scope.child(name), config, name, dropRate(config, i)));
    }
    this.blocks = blocks.build();
  }

  /** Rates rise evenly from 0 in the first block to the configured one in the last. */
  private static float dropRate(VitConfig config, int block) {
    return config.depth() == 1 ? 0 : (float) config.dropPathRate() * block / (config.depth() - 1);
  }

  /** Runs without stochastic depth, as teachers and exports do. */
  public BackboneOutput apply(Operand<TFloat32> images) {
    return apply(
        images,
        (branch, batch) -> {
          throw new IllegalStateException(
              "This network has stochastic depth and needs draws for " + branch + ".");
        });
  }

  /**
   * Runs with stochastic depth, as students do.
   *
   * @param images normalised, {@code [batch, height, width, 3]}
   * @param draws chances of stochastic depth
   */
  public BackboneOutput apply(Operand<TFloat32> images, DropPath.Draws draws) {
    var grid = patchEmbedding.apply(images);
    var rows = Sizes.of(tf, grid, 1);
    var columns = Sizes.of(tf, grid, 2);
    var placed = tf.math.add(grid, positionEmbedding.apply(images, grid));
    Operand<TFloat32> tokens =
        Sizes.reshape(
            tf,
            placed,
            List.of(Sizes.of(tf, grid, 0), tf.math.mul(rows, columns), tf.constant(width)));
    var outputs = ImmutableList.<Operand<TFloat32>>builder();
    for (var block : blocks) {
      tokens = block.apply(tokens, draws);
      outputs.add(tokens);
    }
    return new BackboneOutput(outputs.build(), rows, columns);
  }
}
