package org.tfpipeline.model.selfpatch;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.LayerNorm;
import org.tfpipeline.model.nn.Sizes;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.vit.VitConfig;

/**
 * The SelfPatch head (section 3.1 of the paper): a learned token aggregates patch tokens by class
 * attention, over a whole image or over the positive neighbours of a patch.
 */
public final class SelfPatchHead {
  private final Ops tf;
  private final int width;
  private final Operand<TFloat32> classToken;
  private final ImmutableList<ClassAttentionBlock> blocks;
  private final LayerNorm norm;

  /**
   * An aggregated image.
   *
   * @param token after the head's normalisation, {@code [batch, 1, width]}
   * @param attention weights of the last block on patches, {@code [batch, heads, patches]}; the
   *     weight on the token itself is left out and the rest not renormalised
   */
  public record ImageAggregate(Operand<TFloat32> token, Operand<TFloat32> attention) {}

  /** Creates the parameters of the class token, the blocks and the last normalisation. */
  public SelfPatchHead(ParameterScope scope, SelfPatchConfig config, VitConfig backbone) {
    this.tf = scope.ops();
    this.width = backbone.width();
    this.classToken = scope.normal("cls_token", 1, 1, width);
    var blocks = ImmutableList.<ClassAttentionBlock>builder();
    int mlpHidden = (int) (width * backbone.mlpRatio());
    for (int i = 0; i < config.blocks(); i++) {
      blocks.add(
          new ClassAttentionBlock(
              scope.child("cls_blocks." + i), width, backbone.heads(), mlpHidden));
    }
    this.blocks = blocks.build();
    this.norm = new LayerNorm(scope.child("norm"), width);
  }

  /**
   * Aggregates all patches of an image into one token.
   *
   * @param patchTokens the backbone's, {@code [batch, patches, width]}
   */
  public ImageAggregate aggregateImage(Operand<TFloat32> patchTokens) {
    var sizes =
        List.<Operand<TInt32>>of(Sizes.of(tf, patchTokens, 0), tf.constant(1), tf.constant(width));
    Operand<TFloat32> token = tf.broadcastTo(classToken, tf.stack(sizes));
    Operand<TFloat32> weights = null;
    for (var block : blocks) {
      var attended = block.overAll(token, patchTokens);
      token = attended.token();
      weights = attended.weights();
    }
    return new ImageAggregate(norm.apply(token), onPatches(weights));
  }

  /** Drops the query axis and the weight on the token itself. */
  private Operand<TFloat32> onPatches(Operand<TFloat32> weights) {
    var squeezed = tf.squeeze(weights, Squeeze.axis(List.of(2L)));
    return tf.slice(
        squeezed, tf.constant(new int[] {0, 0, 1}), tf.constant(new int[] {-1, -1, -1}));
  }

  /**
   * Aggregates, for every patch, its positive neighbours into one token: the teacher's targets.
   *
   * @param patchTokens the backbone's, {@code [batch, patches, width]}
   * @param positives flat patch indices {@code [batch, patches, positives]}
   * @return after the head's normalisation, {@code [batch, patches, width]}
   */
  Operand<TFloat32> aggregateNeighbors(Operand<TFloat32> patchTokens, Operand<TInt32> positives) {
    // Every patch starts from the same token, so the first block projects it once.
    Operand<TFloat32> tokens = classToken;
    for (var block : blocks) {
      tokens = block.overNeighbors(tokens, patchTokens, positives);
    }
    return norm.apply(tokens);
  }

  /** The student's patch outputs: its own tokens, normalised. */
  Operand<TFloat32> normalizePatches(Operand<TFloat32> patchTokens) {
    return norm.apply(patchTokens);
  }
}
