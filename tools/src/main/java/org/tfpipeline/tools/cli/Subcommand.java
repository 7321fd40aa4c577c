package org.tfpipeline.tools.cli;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A name of the command line and what is behind it.
 *
 * @param name what the user types
 * @param summary what it does, in one line
 * @param arguments what follows the name, for the usage line
 * @param example a command to copy
 * @param factory makes the command; nothing when the name is promised but the command is not built
 *     yet
 */
record Subcommand(
    String name,
    String summary,
    String arguments,
    String example,
    Optional<Supplier<Command>> factory) {

  /** A command that works. */
  static Subcommand of(
      String name, String summary, String arguments, String example, Supplier<Command> factory) {
    return new Subcommand(name, summary, arguments, example, Optional.of(factory));
  }

  /** A command that is part of the contract and cannot be used so far. */
  static Subcommand notBuilt(String name, String summary) {
    return new Subcommand(name, summary, "", "", Optional.empty());
  }
}
