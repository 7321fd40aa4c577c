package org.tfpipeline.pipeline.export;

import java.util.Locale;

/** Which of the two networks of a pretraining run. */
public enum PretrainedNetwork {
  /** The moving average of the student, and the better one. */
  TEACHER,
  /** The network that gradients trained. */
  STUDENT;

  /** What it is called in commands, files and the names of a checkpoint's variables. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
