package org.tfpipeline.pipeline.export;

import java.util.Locale;

/** Which of the two networks of a pretraining run. */
public enum PretrainedNetwork {
  /** The moving average of the student, and the better one. */
  TEACHER,
  /** The network that gradients trained. */
  STUDENT;

  /** The prefix of its variables' names in checkpoints. */
  String prefix() {
    return name().toLowerCase(Locale.ROOT) + "/";
  }
}
