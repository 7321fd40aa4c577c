package org.tfpipeline.pipeline.train;

/** A run that cannot start or go on; the message is one sentence for the user. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
