package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kohsuke.args4j.ClassParser;
import org.kohsuke.args4j.CmdLineException;
import org.kohsuke.args4j.CmdLineParser;
import org.kohsuke.args4j.NamedOptionDef;
import org.kohsuke.args4j.ParserProperties;
import org.tfpipeline.pipeline.config.NearestName;

/** Fills the flags of one command: its own, the ones it shares, and the global ones. */
final class FlagParser {

  private static final Pattern UNKNOWN = Pattern.compile("\"(.*)\" is not a valid option");
  private static final Pattern SURPLUS = Pattern.compile("No argument is allowed: (.*)");
  private static final Pattern NO_VALUE = Pattern.compile("Option \"(\\S+).*\" takes an operand");
  private static final Pattern CONFLICT =
      Pattern.compile("option \"(\\S+).*\" cannot be used with the option\\(s\\) \\[(.*)]");

  private final Subcommand subcommand;
  private final CmdLineParser parser;

  FlagParser(Subcommand subcommand, Command command, GlobalFlags globalFlags) {
    this.subcommand = subcommand;
    // No sorting: help lists flags as declared, the ones to know first.
    var properties = ParserProperties.defaults().withOptionSorter(null).withUsageWidth(100);
    parser = new CmdLineParser(command, properties.withShowDefaults(false));
    command.sharedFlags().forEach(flags -> new ClassParser().parse(flags, parser));
    new ClassParser().parse(globalFlags, parser);
  }

  /**
   * Reads the arguments after the command's name.
   *
   * @throws UsageException when they are not what the command takes
   */
  void parse(String... arguments) {
    try {
      parser.parseArgument(arguments);
    } catch (CmdLineException e) {
      throw new UsageException(
          phrase(e.getMessage()) + " tfpipeline " + subcommand.name() + " --help shows its flags.");
    }
  }

  private String phrase(String message) {
    Matcher unknown = UNKNOWN.matcher(message);
    if (unknown.matches()) {
      String flag = unknown.group(1);
      return "there is no flag " + flag + NearestName.question(flag, names());
    }
    Matcher surplus = SURPLUS.matcher(message);
    if (surplus.matches()) {
      return surplus.group(1)
          + " belongs to no flag; put a pattern in quotes so that the shell leaves it alone.";
    }
    Matcher noValue = NO_VALUE.matcher(message);
    if (noValue.matches()) {
      return noValue.group(1) + " needs a value.";
    }
    Matcher conflict = CONFLICT.matcher(message);
    if (conflict.matches()) {
      return conflict.group(1) + " and " + conflict.group(2) + " exclude each other; give one.";
    }
    return message.endsWith(".") ? message : message + ".";
  }

  private ImmutableList<String> names() {
    return parser.getOptions().stream()
        .map(handler -> handler.option)
        .filter(NamedOptionDef.class::isInstance)
        .map(option -> ((NamedOptionDef) option).name())
        .collect(ImmutableList.toImmutableList());
  }

  /** What the command does, its flags and an example. */
  void printHelp(PrintStream stream) {
    stream.println("tfpipeline " + subcommand.name() + " " + subcommand.summary() + ".");
    stream.println();
    stream.println("Usage: tfpipeline " + subcommand.name() + " " + subcommand.arguments());
    stream.println();
    var flags = new StringWriter();
    parser.printUsage(flags, null);
    stream.println(flags);
    stream.println("Example:");
    stream.println("  " + subcommand.example());
  }
}
