package org.tfpipeline.pipeline.input;

import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.device.SessionConfig;

/**
 * Where the colours of crops are changed. On one device the levels that come out are the same; a
 * GPU's products may be less precise.
 */
public enum ColorPlacement {
  /**
   * Image by image, right after cutting. An image's crops stay in a processor's cache meanwhile;
   * the planes of a whole batch would pass through memory with every operation.
   */
  WITH_CROPS,

  /** Batch by batch, on the training device. */
  ON_DEVICE;

  /** What suits sessions of a configuration: the device, if it is a GPU. */
  public static ColorPlacement of(ConfigProto sessionConfig) {
    return SessionConfig.seesGpu(sessionConfig) ? ON_DEVICE : WITH_CROPS;
  }
}
