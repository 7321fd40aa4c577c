package org.tfpipeline.tools.cli;

/** Something that is promised but cannot be used so far. */
final class NotBuiltException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Refuses to go on.
   *
   * @param what a flag or a command, as the user types it
   */
  NotBuiltException(String what) {
    super(what + " is not built yet.");
  }
}
