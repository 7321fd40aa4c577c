package org.tfpipeline.pipeline.train;

import java.io.IOException;

/** What should be a {@link CheckpointManifest} is none; the message is a part of a sentence. */
final class MalformedManifestException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedManifestException(String message) {
    super(message);
  }
}
