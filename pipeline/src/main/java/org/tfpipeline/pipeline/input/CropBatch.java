package org.tfpipeline.pipeline.input;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * What {@link CropFunction} gives for the images of a batch. Crops whose colours are still to be
 * changed have their columns before their rows, see {@link BoxResize}.
 *
 * @param globals {@code [batch, 2, columns, 3, rows]}, or {@code [batch, 2, rows, columns, 3]} with
 *     {@link ColorPlacement#WITH_CROPS}; RGB
 * @param locals {@code [batch, localCount, ...]}, likewise
 * @param globalDraws {@code [batch, 2, ColorParameters.DRAWS]}, uniform in [0, 1)
 * @param localDraws {@code [batch, localCount, ColorParameters.DRAWS]}, uniform in [0, 1)
 * @param imageIndex {@code [batch]}, the position of each image in the run's stream of images
 */
record CropBatch(
    Operand<TUint8> globals,
    Operand<TUint8> locals,
    Operand<TFloat32> globalDraws,
    Operand<TFloat32> localDraws,
    Operand<TInt64> imageIndex) {}
