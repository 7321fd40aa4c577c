package org.tfpipeline.model.variables;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a graph.
 *
 * @param name its name in the graph, in checkpoints and in exports; node name and shared name alike
 * @param shape its fully known shape
 * @param handle the {@code VarHandleOp} behind it
 * @param value the one read that the forward pass uses
 * @param initializer assigns the initial value
 * @param trainable whether an optimiser may change it
 */
public record Variable<T extends TType>(
    String name,
    Shape shape,
    Output<? extends TType> handle,
    Operand<T> value,
    Op initializer,
    boolean trainable) {}
