package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.variables.VariableStore;

/** What is minimised: the loss of a student against its teacher on the views of a batch. */
sealed interface Objective permits DinoObjective, SelfPatchObjective {

  /**
   * Creates both networks and builds their forward pass and the loss.
   *
   * @param crops the views
   * @param draws the student's stochastic depth; asked with {@code global} or {@code local} in
   *     front
   * @param teacherTemperature a scalar
   */
  static Objective of(
      VariableStore store,
      RunConfig config,
      Crops crops,
      DropPath.Draws draws,
      Operand<TFloat32> teacherTemperature) {
    return config.patchLevel().isPresent()
        ? new SelfPatchObjective(
            store, config, config.patchLevel().get(), crops, draws, teacherTemperature)
        : new DinoObjective(store, config, crops, draws, teacherTemperature);
  }

  /** The student and the teacher. */
  Networks<?> networks();

  /** The scalar to differentiate. */
  Operand<TFloat32> total();

  /** Scalars worth logging by name; {@code loss} is the total. */
  ImmutableMap<String, Operand<TFloat32>> metrics();

  /**
   * Moves the centres; the loss has read their old values.
   *
   * @param gated operations that wait for what must have happened before anything changes
   */
  ImmutableList<Op> moveCenters(Ops gated);
}
