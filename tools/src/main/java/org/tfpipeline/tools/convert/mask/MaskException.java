package org.tfpipeline.tools.convert.mask;

/** A mask that cannot be used. The message is to be read after its name. */
public final class MaskException extends Exception {

  /** Says what is wrong. */
  public MaskException(String message) {
    super(message);
  }
}
