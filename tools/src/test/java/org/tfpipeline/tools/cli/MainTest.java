package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.args4j.Option;

class MainTest {

  /** A command that counts to a number, or fails. */
  private static final class CountCommand implements Command {
    @Option(name = "--to", usage = "last number")
    private int to = 2;

    @Option(name = "--fail")
    private boolean fail;

    @Override
    public int run(Console console) throws IOException {
      if (fail) {
        throw new NoSuchFileException("numbers.txt");
      }
      for (int i = 1; i <= to; i++) {
        console.out().println(i);
      }
      return 0;
    }
  }

  private static final ImmutableList<Subcommand> COUNT =
      ImmutableList.of(
          Subcommand.of(
              "count", "counts", "[FLAGS]", "tfpipeline count --to 3", CountCommand::new));

  @Test
  void runsACommand() {
    var result = CommandLine.run(COUNT, "count", "--to", "3");
    assertThat(result).isEqualTo(new CommandLine(0, "1\n2\n3\n", ""));
    assertThat(CommandLine.run(COUNT, "count", "--to=1").out()).isEqualTo("1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpListsEveryCommand(String flag) {
    var result = CommandLine.run(flag);
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    for (String name :
        "convert inspect preview train export import eval embed attention report bench"
            .split(" ", -1)) {
      assertThat(result.out()).containsPattern("(?m)^  " + name + " ");
    }
  }

  @Test
  void withoutACommandHelpIsAnError() {
    var result = CommandLine.run();
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: tfpipeline COMMAND [FLAGS]");
  }

  @Test
  void helpOfACommandHasItsFlagsAndAnExample() {
    var result = CommandLine.run(COUNT, "count", "--help");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("Usage: tfpipeline count [FLAGS]")
        .contains("--to N")
        .contains("last number")
        .contains("--verbose")
        .contains("Example:\n  tfpipeline count --to 3");
  }

  @Test
  void versionIsOneLine() {
    var result = CommandLine.run("--version");
    assertThat(result.status()).isZero();
    assertThat(result.out()).matches("tfpipeline \\S.* on Java \\d+\n");
  }

  @Test
  void anUnknownCommandIsWrongUsageAndTheNearestIsNamed() {
    assertThat(CommandLine.run("trian"))
        .isEqualTo(
            new CommandLine(
                2,
                "",
                "tfpipeline: there is no command trian; did you mean train? tfpipeline --help lists"
                    + " them.\n"));
    assertThat(CommandLine.run("frobnicate").err())
        .isEqualTo("tfpipeline: there is no command frobnicate. tfpipeline --help lists them.\n");
  }

  @Test
  void aWrongFlagIsWrongUsageAndTheNearestIsNamed() {
    String hint = " tfpipeline count --help shows its flags.\n";
    assertThat(CommandLine.run(COUNT, "count", "--too", "3"))
        .isEqualTo(
            new CommandLine(
                2, "", "tfpipeline: there is no flag --too; did you mean --to?" + hint));
    assertThat(CommandLine.run(COUNT, "count", "--to"))
        .isEqualTo(new CommandLine(2, "", "tfpipeline: --to needs a value." + hint));
    assertThat(CommandLine.run(COUNT, "count", "--to", "x"))
        .isEqualTo(
            new CommandLine(2, "", "tfpipeline: \"x\" is not a valid value for \"--to\"." + hint));
    assertThat(CommandLine.run(COUNT, "count", "7"))
        .isEqualTo(
            new CommandLine(
                2,
                "",
                "tfpipeline: 7 belongs to no flag; put a pattern in quotes so that the shell leaves"
                    + " it alone."
                    + hint));
  }

  @Test
  void aFailureIsOneSentence() {
    assertThat(CommandLine.run(COUNT, "count", "--fail"))
        .isEqualTo(new CommandLine(1, "", "tfpipeline: numbers.txt does not exist.\n"));
  }

  @Test
  void aFailureHasAStackTraceOnlyWhenVerbose() {
    var result = CommandLine.run(COUNT, "count", "--fail", "--verbose");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("tfpipeline: numbers.txt does not exist.\n")
        .contains("NoSuchFileException")
        .contains("at org.tfpipeline");
  }

  @Test
  void whatIsPromisedButNotThereSaysSo() {
    assertThat(CommandLine.run("report", "--run", "x"))
        .isEqualTo(new CommandLine(1, "", "tfpipeline: report is not built yet.\n"));
  }
}
