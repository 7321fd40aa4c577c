package org.tfpipeline.tools.cli;

import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.tools.inspect.Inspection;
import org.tfpipeline.tools.inspect.InspectionReport;
import org.tfpipeline.tools.inspect.JsonReport;
import org.tfpipeline.tools.inspect.TextReport;

/** Describes and verifies TFRecord files. */
final class InspectCommand implements Command {

  @Argument(
      required = true,
      metaVar = "PATH",
      usage = "a TFRecord file, a folder of them, or a quoted glob")
  private String path;

  @Option(name = "--json", usage = "print the report as JSON")
  private boolean json;

  @Override
  public int run(Console console) throws Exception {
    LocalPaths.parse("PATH", path);
    InspectionReport report;
    try (var progress = new ProgressBar(console, "records", 0)) {
      report = Inspection.of(path, records -> progress.update(records, "checking"));
    }
    if (json) {
      console.out().println(JsonReport.of(report));
    } else {
      TextReport.print(report, console.out());
    }
    report.faults().forEach(console.err()::println);
    if (report.faults().isEmpty() && !json) {
      console.out().printf("All %,d records are intact.%n", report.records());
    }
    return report.faults().isEmpty() ? 0 : 1;
  }
}
