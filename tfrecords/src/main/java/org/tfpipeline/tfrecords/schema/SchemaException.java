package org.tfpipeline.tfrecords.schema;

import java.io.IOException;

/** A record that lacks what a schema wants. The message names the feature, in one sentence. */
public final class SchemaException extends IOException {

  SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
