package org.tfpipeline.pipeline.reference;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a case compares; the first part of its file's name tells. */
enum CaseKind {
  /** Single operations with their gradients. */
  OPERATIONS("ops.*"),
  /** Steps of the three optimisers on a few small tensors. */
  OPTIMIZERS("optimizers.*"),
  /** Cosines and the teacher's temperature. */
  SCHEDULES("schedules.*"),
  /** A backbone with stochastic depth and given draws. */
  STOCHASTIC_DEPTH("droppath.*"),
  /** A backbone of SelfPatch with closed-form weights. */
  SELFPATCH_BACKBONE("vit_.*_slice.*"),
  /** A backbone of DINO with closed-form weights. */
  DINO_BACKBONE("dino_vit_.*_slice.*"),
  /** One step of SelfPatch: networks, losses, gradients and updates. */
  SELFPATCH_STEP("tiny.*"),
  /** One step of DINO. */
  DINO_STEP("dino_tiny.*"),
  /** Consecutive steps of SelfPatch. */
  SELFPATCH_TRAJECTORY("trajectory.*"),
  /** Consecutive steps of DINO. */
  DINO_TRAJECTORY("dino_trajectory.*");

  private final Pattern stem;

  CaseKind(String stem) {
    this.stem = Pattern.compile(stem);
  }

  /** The kind of a case, unless no test knows it. */
  static Optional<CaseKind> of(String stem) {
    return Arrays.stream(values()).filter(kind -> kind.stem.matcher(stem).matches()).findFirst();
  }
}
