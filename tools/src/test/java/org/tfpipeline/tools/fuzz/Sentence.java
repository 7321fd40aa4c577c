package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** What every message to a user is: one line of a readable length without control characters. */
final class Sentence {

  private static final int LONGEST = 600;

  private Sentence() {}

  static void check(Exception refusal) {
    check(refusal.getMessage());
  }

  static void check(String message) {
    assertThat(message).isNotBlank().hasSizeLessThan(LONGEST).doesNotContain("Exception");
    assertThat(message.codePoints()).as(message).noneMatch(Character::isISOControl);
  }
}
