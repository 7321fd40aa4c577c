package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;

/** The text of {@code tfpipeline --help}. */
record Help(ImmutableList<Subcommand> subcommands) {

  void printOverview(PrintStream stream) {
    stream.println("tfpipeline pretrains Vision Transformers on images without labels.");
    stream.println();
    stream.println("Usage: tfpipeline COMMAND [FLAGS]");
    stream.println();
    for (Subcommand command : subcommands) {
      String note = command.factory().isPresent() ? "" : " (not built yet)";
      stream.printf("  %-10s %s%s%n", command.name(), command.summary(), note);
    }
    stream.println();
    stream.println(
        "tfpipeline COMMAND --help shows a command's flags; --version shows the version.");
  }
}
