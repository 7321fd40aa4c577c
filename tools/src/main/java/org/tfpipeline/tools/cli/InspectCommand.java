package org.tfpipeline.tools.cli;

import java.util.Optional;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.tools.inspect.Inspection;
import org.tfpipeline.tools.inspect.InspectionReport;
import org.tfpipeline.tools.inspect.JsonReport;
import org.tfpipeline.tools.inspect.TextReport;

/** Describes and verifies TFRecord files. */
final class InspectCommand implements Command {

  private static final int SHEET_IMAGES = 32;

  @Argument(
      required = true,
      metaVar = "PATH",
      usage = "a TFRecord file, a folder of them, or a quoted glob")
  private String path;

  @Option(name = "--json", usage = "print the report as JSON")
  private boolean json;

  @Option(
      name = "--contact-sheet",
      metaVar = "FILE.png",
      usage = "draw the first images, with their boxes and masks")
  private String contactSheet;

  @Option(
      name = "--images",
      metaVar = "N",
      usage = "how many to draw on the contact sheet (default: " + SHEET_IMAGES + ")")
  private int images = SHEET_IMAGES;

  @Option(name = "--force", usage = "replace the contact sheet if it is there")
  private boolean force;

  @Override
  public int run(Console console) throws Exception {
    LocalPaths.parse("PATH", path);
    if (contactSheet == null && (force || images != SHEET_IMAGES)) {
      throw new UsageException("--images and --force go with --contact-sheet only; leave them out");
    }
    Optional<ContactSheetRun> sheet =
        Optional.ofNullable(contactSheet)
            .map(file -> ContactSheetRun.of(LocalPaths.parse("--contact-sheet", file), images));
    if (sheet.isPresent()) {
      sheet.get().file().checkPlace(force);
    }
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
    if (sheet.isPresent()) {
      int drawn = sheet.get().draw(path, console);
      if (!json) {
        console.out().printf("Drew the first %,d on %s%n", drawn, contactSheet);
      }
    }
    return report.faults().isEmpty() ? 0 : 1;
  }
}
