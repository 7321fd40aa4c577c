package org.tfpipeline.tools.cli;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err errors, warnings and progress
 * @param interactive whether {@code err} is a terminal, on which a progress bar may redraw itself
 */
record Console(PrintStream out, PrintStream err, boolean interactive) {}
