package org.tfpipeline.tools.cli;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err errors, warnings and progress
 * @param interactive whether {@code err} is a terminal, on which a progress bar may redraw itself
 * @param verbose whether the user wants to know more
 */
record Console(PrintStream out, PrintStream err, boolean interactive, boolean verbose) {

  /** For users who do not want to know more. */
  Console(PrintStream out, PrintStream err, boolean interactive) {
    this(out, err, interactive, /* verbose= */ false);
  }

  /** The same for a user who has said how much to tell. */
  Console withVerbose(boolean verbose) {
    return new Console(out, err, interactive, verbose);
  }
}
