package org.tfpipeline.pipeline.config;

/** A configuration that cannot be used. The message is one sentence for its author. */
public class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
