package org.tfpipeline.tools.cli;

import org.kohsuke.args4j.Option;

/** The flags that {@link Main} itself understands, for every command. */
final class GlobalFlags {

  @Option(name = "--verbose", usage = "say more; show the stack trace of a failure")
  boolean verbose;

  @Option(
      name = "--help",
      aliases = {"-h"},
      usage = "show this text",
      help = true)
  boolean help;
}
