package org.tfpipeline.pipeline.interchange;

import com.google.common.primitives.ImmutableLongArray;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.pipeline.export.PretrainedNetwork;

/**
 * A variable of a run that wants a value.
 *
 * @param variable it
 * @param network whose it is
 * @param parameter its name in the network, such as {@code backbone.pos_embed}
 */
public record ImportTarget(Variable<?> variable, PretrainedNetwork network, String parameter) {

  /** The part of the network that it belongs to, such as {@code backbone} or {@code ca_head}. */
  String part() {
    return parameter.substring(0, parameter.indexOf('.'));
  }

  /** Its shape in PyTorch. */
  ImmutableLongArray torchShape() {
    return layout().toTorch(shape());
  }

  /**
   * Its numbers in our layout.
   *
   * @param numbers in PyTorch's, row-major
   */
  public float[] fromTorch(float[] numbers) {
    return layout().fromTorch(numbers, shape());
  }

  private ImmutableLongArray shape() {
    return ImmutableLongArray.copyOf(variable.shape().asArray());
  }

  private TorchLayout layout() {
    return TorchLayout.ofRank(variable.shape().numDimensions());
  }
}
