package org.tfpipeline.tools.cli;

import java.util.Optional;

/** Which version runs. */
final class Version {

  private Version() {}

  /** The version of the jar and of Java. */
  static String text() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return "tfpipeline " + version + " on Java " + Runtime.version().feature();
  }
}
