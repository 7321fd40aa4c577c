package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A finished run of the program in this process.
 *
 * @param status exit status
 * @param out what it printed
 * @param err what it printed to standard error
 */
public record CommandLine(int status, String out, String err) {

  /** Runs with the repository's own configurations. */
  public static CommandLine run(String... arguments) {
    return run(Subcommands.all(Path.of("..")), arguments);
  }

  /**
   * Runs what ends well.
   *
   * @param command its arguments, separated by single spaces
   * @return what it printed
   */
  public static String succeed(String command) {
    return succeed(List.of(command.split(" ", -1)));
  }

  /** Runs what ends well; returns what it printed. */
  static String succeed(List<String> arguments) {
    var result = run(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  static CommandLine run(ImmutableList<Subcommand> subcommands, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    int status = new Main(subcommands, console).run(arguments);
    return new CommandLine(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
