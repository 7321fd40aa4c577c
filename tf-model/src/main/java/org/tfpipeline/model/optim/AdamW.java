package org.tfpipeline.model.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tfpipeline.model.variables.Variable;
import org.tfpipeline.model.variables.VariableStore;

/**
 * AdamW (Loshchilov and Hutter, ICLR 2019) as PyTorch computes it, for variables that always learn
 * together and so share a step counter.
 *
 * <p>TensorFlow's fused kernel does the work. It adds epsilon before the bias correction, PyTorch
 * after it, hence the scaled epsilon; and it would correct the bias in float32, hence the learning
 * rate is handed over already corrected.
 */
final class AdamW implements Optimizer {
  private final VariableStore store;
  private final Ops tf;
  private final AdamWConfig config;
  private final String name;
  private final Variable<TInt64> counter;
  private final Operand<TFloat32> correctedRate;
  private final Operand<TFloat32> correctedEpsilon;
  private final Operand<TFloat32> decayFactor;
  private final List<Op> updates = new ArrayList<>();

  AdamW(
      VariableStore store,
      String name,
      AdamWConfig config,
      Operand<TFloat64> learningRate,
      Operand<TFloat64> weightDecay) {
    this.store = store;
    this.tf = store.ops();
    this.config = config;
    this.name = name;
    this.counter = store.createCounter(name + "step");
    var step = tf.dtypes.cast(tf.math.add(counter.value(), tf.constant(1L)), TFloat64.class);
    var correction1 = biasCorrection(config.beta1(), step);
    var rootOfCorrection2 = tf.math.sqrt(biasCorrection(config.beta2(), step));
    this.correctedRate =
        toFloat(tf.math.div(tf.math.mul(learningRate, rootOfCorrection2), correction1));
    this.correctedEpsilon = toFloat(tf.math.mul(tf.constant(config.epsilon()), rootOfCorrection2));
    this.decayFactor =
        toFloat(tf.math.sub(tf.constant(1.0), tf.math.mul(learningRate, weightDecay)));
  }

  /**
   * {@code 1 − betaᵗ}, of the beta that the kernel has: rounded to float32, 0.999 gives moments
   * that are too small by a hundred-thousandth, and so is their correction.
   */
  private Operand<TFloat64> biasCorrection(double beta, Operand<TFloat64> step) {
    var rounded = tf.constant((double) (float) beta);
    return tf.math.sub(tf.constant(1.0), tf.math.pow(rounded, step));
  }

  private Operand<TFloat32> toFloat(Operand<TFloat64> value) {
    return tf.dtypes.cast(value, TFloat32.class);
  }

  @Override
  public Op update(
      Variable<TFloat32> variable, String parameter, Operand<TFloat32> gradient, Op gate) {
    var shape = variable.shape();
    Operand<TFloat32> zeros = tf.fill(tf.constant(shape.asArray()), tf.constant(0f));
    var moment1 = store.create(name + "exp_avg/" + parameter, shape, zeros, false);
    var moment2 = store.create(name + "exp_avg_sq/" + parameter, shape, zeros, false);
    var ready = List.of(gate);
    if (WeightDecay.actsOn(variable)) {
      var decayed = tf.math.mul(variable.value(), decayFactor);
      ready =
          List.of(
              tf.withControlDependencies(List.of(gate))
                  .assignVariableOp(variable.handle(), decayed));
    }
    var update =
        tf.withControlDependencies(ready)
            .train
            .resourceApplyAdam(
                variable.handle(),
                moment1.handle(),
                moment2.handle(),
                tf.constant(0f),
                tf.constant(0f),
                correctedRate,
                tf.constant((float) config.beta1()),
                tf.constant((float) config.beta2()),
                correctedEpsilon,
                gradient);
    updates.add(update);
    return update;
  }

  /** Counts the step once all updates are done. */
  @Override
  public Op completeStep() {
    return tf.withControlDependencies(updates)
        .assignVariableOp(counter.handle(), tf.math.add(counter.value(), tf.constant(1L)));
  }
}
