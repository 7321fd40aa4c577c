package org.tfpipeline.pipeline.export;

import org.tensorflow.exceptions.TensorFlowException;

/** What TensorFlow says of a failure, without the lines it adds about the node that failed. */
final class FirstLine {
  private FirstLine() {}

  static String of(TensorFlowException failure) {
    String message = failure.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
