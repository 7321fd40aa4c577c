package org.tfpipeline.model.selfpatch;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The SelfPatch head (section 3 of the paper).
 *
 * @param blocks class-attention blocks of the aggregation
 * @param window side of the neighbourhood of a patch, an odd number; its own patch is left out
 * @param positives how many of the most similar neighbours are aggregated (k in the paper)
 */
public record SelfPatchConfig(int blocks, int window, int positives) {

  public SelfPatchConfig {
    checkArgument(blocks > 0, "the head needs at least one block");
    checkArgument(
        window >= 3 && window % 2 == 1, "window %s is not an odd number from 3 up", window);
    checkArgument(
        positives > 0 && positives < window * window,
        "%s positives do not fit a window of %s",
        positives,
        window);
  }
}
