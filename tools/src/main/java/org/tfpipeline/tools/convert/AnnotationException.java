package org.tfpipeline.tools.convert;

/** An annotation that cannot be used. The message is to be read after its name. */
final class AnnotationException extends Exception {

  AnnotationException(String message) {
    super(FaultText.of(message.replace('\n', ' ')));
  }
}
