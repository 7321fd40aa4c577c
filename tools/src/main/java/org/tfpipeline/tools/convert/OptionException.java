package org.tfpipeline.tools.convert;

/** An option's value that makes no sense. The message is one sentence for the user. */
public final class OptionException extends Exception {

  OptionException(String message) {
    super(message);
  }
}
