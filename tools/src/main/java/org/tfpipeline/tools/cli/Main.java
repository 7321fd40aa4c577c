package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tfpipeline.pipeline.config.NearestName;

/** The entry: finds the command, has its flags filled, runs it, and answers for what goes wrong. */
public final class Main {

  private final ImmutableList<Subcommand> subcommands;
  private final Console console;

  Main(ImmutableList<Subcommand> subcommands, Console console) {
    this.subcommands = subcommands;
    this.console = console;
  }

  /**
   * Runs the process. The start script says where the distribution is and whether errors go to a
   * terminal.
   */
  public static void main(String[] arguments) {
    // Contact sheets are drawn, but nothing is shown in a window.
    System.setProperty("java.awt.headless", "true");
    // UTF-8 whatever the locale: what --print-config prints must load again.
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    var console = new Console(out, err, Boolean.getBoolean("tfpipeline.interactive"));
    Path home = Path.of(System.getProperty("tfpipeline.home", ""));
    int status = new Main(Subcommands.all(home), console).run(arguments);
    out.flush();
    System.exit(status);
  }

  /**
   * Runs one command line in this process.
   *
   * @return the exit status: 0 on success, 1 on failure, 2 on wrong usage
   */
  int run(String... arguments) {
    if (arguments.length == 0) {
      new Help(subcommands).printOverview(console.err());
      return 2;
    }
    switch (arguments[0]) {
      case "--help", "-h", "help" -> new Help(subcommands).printOverview(console.out());
      case "--version" -> console.out().println(Version.text());
      default -> {
        return runCommand(arguments);
      }
    }
    return 0;
  }

  private int runCommand(String[] arguments) {
    var flags = new GlobalFlags();
    // A failure before the flags are read is shown as asked for, too.
    flags.verbose = Arrays.asList(arguments).contains("--verbose");
    try {
      return dispatch(arguments, flags);
    } catch (Throwable failure) { // An Error, too, ends in a sentence.
      return Failures.report(failure, console.withVerbose(flags.verbose));
    }
  }

  private int dispatch(String[] arguments, GlobalFlags flags) throws Exception {
    var subcommand = find(arguments[0]);
    var factory = subcommand.factory().orElseThrow(() -> new NotBuiltException(subcommand.name()));
    Command command = factory.get();
    var parser = new FlagParser(subcommand, command, flags);
    parser.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    if (flags.help) {
      parser.printHelp(console.out());
      return 0;
    }
    return command.run(console.withVerbose(flags.verbose));
  }

  private Subcommand find(String name) {
    Optional<Subcommand> found =
        subcommands.stream().filter(command -> command.name().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            new UsageException(
                "there is no command "
                    + name
                    + NearestName.question(
                        name, subcommands.stream().map(Subcommand::name).toList())
                    + " tfpipeline --help lists them."));
  }
}
