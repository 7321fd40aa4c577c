package org.tfpipeline.model.vit;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The shape of a Vision Transformer.
 *
 * @param imageSize the side in pixels of the square images whose grid the position embedding covers
 * @param patchSize the side of a patch in pixels
 * @param width channels of a token
 * @param depth transformer blocks
 * @param heads attention heads; they divide the width
 * @param mlpRatio hidden units of a block's MLP per channel
 * @param dropPathRate stochastic depth rate of the last block; the first block has none
 * @param classToken whether a learned token goes in front of the patches and everything is
 *     normalised after the last block, as in DINO; SelfPatch has neither
 */
public record VitConfig(
    int imageSize,
    int patchSize,
    int width,
    int depth,
    int heads,
    double mlpRatio,
    double dropPathRate,
    boolean classToken) {

  public VitConfig {
    checkArgument(patchSize > 0 && depth > 0 && heads > 0 && width > 0, "sizes must be positive");
    checkArgument(
        imageSize > 0 && imageSize % patchSize == 0,
        "image size %s is not a multiple of the patch size %s",
        imageSize,
        patchSize);
    checkArgument(width % heads == 0, "width %s is not a multiple of %s heads", width, heads);
    checkArgument(
        dropPathRate >= 0 && dropPathRate < 1, "drop path rate %s is not in [0, 1)", dropPathRate);
  }

  /** Patches along one side of the grid that the position embedding covers. */
  public int gridSize() {
    return imageSize / patchSize;
  }

  /** A block's stochastic depth rate: evenly from 0 in the first one to the whole in the last. */
  public float dropRate(int block) {
    return depth == 1 ? 0 : (float) dropPathRate * block / (depth - 1);
  }

  /** The same network without stochastic depth, as the teacher and every export run it. */
  public VitConfig withoutDropPath() {
    return new VitConfig(imageSize, patchSize, width, depth, heads, mlpRatio, 0, classToken);
  }
}
