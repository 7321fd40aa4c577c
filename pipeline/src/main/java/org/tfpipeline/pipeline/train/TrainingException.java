package org.tfpipeline.pipeline.train;

import java.nio.file.NoSuchFileException;

/** A run that cannot start or go on; the message is one sentence for the user. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong, as part of a sentence. */
  static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + " is gone";
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
