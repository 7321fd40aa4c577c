package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The views of a batch as the networks see them: normalised, view-major (all images' first view,
 * then all images' second view, …).
 *
 * @param globals {@code [2 · batch, size, size, 3]}
 * @param locals {@code [locals · batch, size, size, 3]}
 */
record Crops(Operand<TFloat32> globals, Operand<TFloat32> locals) {}
