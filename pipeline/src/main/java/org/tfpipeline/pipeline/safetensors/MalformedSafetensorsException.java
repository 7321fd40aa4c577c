package org.tfpipeline.pipeline.safetensors;

import java.io.IOException;

/** A file is not what the format wants; the message follows the file's name in a sentence. */
final class MalformedSafetensorsException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedSafetensorsException(String message) {
    super(message);
  }
}
