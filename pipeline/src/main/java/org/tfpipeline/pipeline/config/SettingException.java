package org.tfpipeline.pipeline.config;

/**
 * A value from the command line that the configuration cannot take: wrong usage, not a wrong file.
 */
public final class SettingException extends ConfigurationException {

  private static final long serialVersionUID = 1;

  public SettingException(String message) {
    super(message);
  }

  SettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
