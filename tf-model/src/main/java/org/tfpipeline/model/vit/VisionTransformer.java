package org.tfpipeline.model.vit;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.nn.LayerNorm;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;

/**
 * A Vision Transformer (Dosovitskiy et al., ICLR 2021): patch and position embedding and pre-norm
 * blocks. In the form that DINO trains there is a class token in front and a normalisation at the
 * end; in SelfPatch's there is neither.
 */
public final class VisionTransformer {
  private final Ops tf;
  private final VitConfig config;
  private final Optional<Operand<TFloat32>> classToken;
  private final PatchEmbedding patchEmbedding;
  private final PositionEmbedding positionEmbedding;
  private final ImmutableList<Block> blocks;
  private final Optional<LayerNorm> norm;

  /** Creates the parameters of all layers. */
  public VisionTransformer(ParameterScope scope, VitConfig config) {
    this.tf = scope.ops();
    this.config = config;
    this.classToken =
        config.classToken()
            ? Optional.of(scope.normal("cls_token", 1, 1, config.width()))
            : Optional.empty();
    this.patchEmbedding = new PatchEmbedding(scope.child("patch_embed"), config);
    this.positionEmbedding = new PositionEmbedding(scope, config);
    var blocks = ImmutableList.<Block>builder();
    for (int i = 0; i < config.depth(); i++) {
      var name = "blocks." + i;
      blocks.add(new Block(scope.child(name), config, name, config.dropRate(i)));
    }
    this.blocks = blocks.build();
    this.norm =
        config.classToken()
            ? Optional.of(new LayerNorm(scope.child("norm"), config.width()))
            : Optional.empty();
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
    var rows = PatchEmbedding.patches(tf, images, 1, config.patchSize());
    var columns = PatchEmbedding.patches(tf, images, 2, config.patchSize());
    var positions = positionEmbedding.apply(images, rows, columns);
    Operand<TFloat32> tokens = tf.math.add(tokens(grid, rows, columns), positions);
    var outputs = ImmutableList.<Operand<TFloat32>>builder();
    Operand<TFloat32> attention = null;
    for (var block : blocks) {
      var output = block.apply(tokens, draws);
      tokens = output.tokens();
      attention = output.attention();
      // The next block gets the tokens as they are.
      outputs.add(norm.isPresent() ? norm.get().apply(tokens) : tokens);
    }
    return new BackboneOutput(tf, config, outputs.build(), positions, attention, rows, columns);
  }

  /** A grid {@code [batch, rows, columns, width]} as {@code [batch, tokens, width]}. */
  private Operand<TFloat32> tokens(
      Operand<TFloat32> grid, Operand<TInt32> rows, Operand<TInt32> columns) {
    var batch = Sizes.of(tf, grid, 0);
    var patches = tf.math.mul(rows, columns);
    var width = tf.constant(config.width());
    var patchTokens = Sizes.reshape(tf, grid, List.of(batch, patches, width));
    if (classToken.isEmpty()) {
      return patchTokens;
    }
    var token = tf.broadcastTo(classToken.get(), tf.stack(List.of(batch, tf.constant(1), width)));
    return tf.concat(List.of(token, patchTokens), tf.constant(1));
  }
}
