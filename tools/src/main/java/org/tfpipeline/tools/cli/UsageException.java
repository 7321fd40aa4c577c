package org.tfpipeline.tools.cli;

/**
 * Flags that are wrong. The message is one sentence that names them; the process exits with status
 * 2.
 */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
