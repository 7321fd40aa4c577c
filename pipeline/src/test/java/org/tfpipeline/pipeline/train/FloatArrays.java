package org.tfpipeline.pipeline.train;

import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Values of tensors as row-major arrays. */
final class FloatArrays {
  private FloatArrays() {}

  static float[] fetch(Session session, Operand<TFloat32> tensor) {
    try (var result = session.runner().fetch(tensor).run()) {
      return of((TFloat32) result.get(0));
    }
  }

  static float[] of(TFloat32 tensor) {
    var values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
