package org.tfpipeline.tools.inspect;

import com.google.common.base.CharMatcher;
import java.io.PrintStream;
import java.util.Locale;
import java.util.TreeMap;

/** Prints a report for reading. */
public final class TextReport {

  private static final int MOST_CLASSES = 20;

  private final InspectionReport report;
  private final PrintStream out;

  private TextReport(InspectionReport report, PrintStream out) {
    this.report = report;
    this.out = out;
  }

  /** Prints everything but the faults. */
  public static void print(InspectionReport report, PrintStream out) {
    var text = new TextReport(report, out);
    text.files();
    text.features();
    text.images();
    text.classes();
  }

  private record Total(int files, long records, long bytes) {

    Total plus(FileReport file) {
      return new Total(files + 1, records + file.records(), bytes + file.bytes());
    }
  }

  private void files() {
    var totals = new TreeMap<String, Total>();
    for (FileReport file : report.files()) {
      String set =
          ShardCheck.shard(file.file())
              .map(shard -> shard.name() + " " + shard.split())
              .orElse(file.file().getFileName().toString());
      totals.merge(set, new Total(0, 0, 0).plus(file), (sum, one) -> sum.plus(file));
    }
    line("%-32s %8s %10s %12s", "Files:", "shards", "records", "bytes");
    totals.forEach(
        (set, total) ->
            line("  %-30s %,8d %,10d %,12d", set, total.files, total.records, total.bytes));
    line(
        "  %-30s %,8d %,10d %,12d",
        "together", report.files().size(), report.records(), report.bytes());
  }

  private void features() {
    if (report.features().isEmpty()) {
      return;
    }
    line("Features:");
    for (FeatureSummary feature : report.features()) {
      String values =
          feature.fewestValues() == feature.mostValues()
              ? Integer.toString(feature.mostValues())
              : feature.fewestValues() + "–" + feature.mostValues();
      line(
          "  %-30s %-6s × %-8s in %,d records, such as %s",
          feature.name(), feature.type(), values, feature.records(), feature.example());
    }
  }

  private void images() {
    if (report.widths().count() > 0) {
      line("Sizes in pixels:%16s %8s %8s", "smallest", "median", "largest");
      line(
          "  %-20s %9d %8d %8d",
          "width", report.widths().smallest(), report.widths().median(), report.widths().largest());
      line(
          "  %-20s %9d %8d %8d",
          "height",
          report.heights().smallest(),
          report.heights().median(),
          report.heights().largest());
    }
  }

  private void classes() {
    if (report.classes().isEmpty()) {
      return;
    }
    line("Classes: %d", report.classes().size());
    long most = report.classes().stream().mapToLong(ClassCount::count).max().orElse(1);
    report.classes().stream()
        .limit(MOST_CLASSES)
        .forEach(
            entry ->
                line(
                    "  %5d %-24s %,8d %s",
                    entry.label(),
                    entry.text(),
                    entry.count(),
                    "#".repeat((int) (30 * entry.count() / most))));
    if (report.classes().size() > MOST_CLASSES) {
      line("  … and %d more; --json lists all", report.classes().size() - MOST_CLASSES);
    }
  }

  private void line(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values).stripTrailing();
    // Names come from the files; none of them may steer a terminal.
    out.println(CharMatcher.javaIsoControl().replaceFrom(text, '?'));
  }
}
