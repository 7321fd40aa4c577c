package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The views of one size of a batch, with what was drawn for their colours.
 *
 * @param crops {@code [views * batch, size, size, 3]}, normalised
 * @param parameters of these crops
 * @param color the settings that led to them
 */
record DrawnGroup(Operand<TFloat32> crops, ColorParameters parameters, ColorConfig color) {

  private static final int OUTPUTS = 10;

  static DrawnGroup of(
      Ops tf,
      Operand<TFloat32> crops,
      Operand<TFloat32> draws,
      ColorConfig color,
      List<ViewConfig> views) {
    return new DrawnGroup(crops, ColorParameters.fromDraws(tf, draws, color, views), color);
  }

  /** What to fetch; {@link Fetched} reads it. */
  ImmutableList<Operand<?>> outputs() {
    return ImmutableList.of(
        crops,
        parameters.jittered(),
        parameters.brightness(),
        parameters.contrast(),
        parameters.saturation(),
        parameters.hue(),
        parameters.order(),
        parameters.grayscaled(),
        parameters.blurRadius(),
        parameters.solarized());
  }

  /** The outputs of the first of two groups. */
  Fetched first(List<Tensor> fetched) {
    return new Fetched(fetched.subList(0, OUTPUTS), color);
  }

  /** The outputs of the second of two groups. */
  Fetched second(List<Tensor> fetched) {
    return new Fetched(fetched.subList(OUTPUTS, 2 * OUTPUTS), color);
  }

  /** What a step gave for {@link #outputs}. */
  record Fetched(List<Tensor> tensors, ColorConfig settings) {

    /** A copy of a crop's pixels, {@code [size, size, 3]}. */
    FloatNdArray pixels(int crop) {
      FloatNdArray pixels = ((TFloat32) tensors.get(0)).get(crop);
      var copy = NdArrays.ofFloats(pixels.shape());
      pixels.copyTo(copy);
      return copy;
    }

    DrawnColor color(int crop) {
      return new DrawnColor(
          number(1, crop) > 0 ? Optional.of(jitter(crop)) : Optional.empty(),
          number(7, crop) > 0,
          number(8, crop),
          number(9, crop) > 0);
    }

    private DrawnJitter jitter(int crop) {
      var order =
          JitterOrder.of(((TInt32) tensors.get(6)).getInt(crop)).stream()
              .filter(operation -> operation != JitterOrder.Operation.HUE || settings.hue() > 0)
              .map(operation -> operation.name().toLowerCase(Locale.ROOT))
              .collect(ImmutableList.toImmutableList());
      return new DrawnJitter(
          order, number(2, crop), number(3, crop), number(4, crop), number(5, crop));
    }

    private float number(int output, int crop) {
      return ((TFloat32) tensors.get(output)).getFloat(crop);
    }
  }
}
