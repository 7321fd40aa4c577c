package org.tfpipeline.tools.python;

/** There is no Python to test with; the message says why. */
final class PythonUnavailableException extends Exception {
  PythonUnavailableException(String message) {
    super(message);
  }
}
