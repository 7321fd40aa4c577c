package org.tfpipeline.pipeline.device;

/** A processor that was asked for is not there; the message is one sentence for the user. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
