package org.tfpipeline.tools.inspect;

import com.google.common.base.CharMatcher;
import java.io.PrintStream;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Prints a report for reading. */
public final class TextReport {

  private static final int MOST_CLASSES = 20;
  private static final int LONGEST_BAR = 30;

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
    text.annotations();
  }

  /** Sums over shards, with the bytes of the smallest and the largest. */
  private record Total(int files, long records, long bytes, long smallest, long largest) {

    static final Total NONE = new Total(0, 0, 0, Long.MAX_VALUE, 0);

    Total plus(FileReport file) {
      return new Total(
          files + 1,
          records + file.records(),
          bytes + file.bytes(),
          Math.min(smallest, file.bytes()),
          Math.max(largest, file.bytes()));
    }
  }

  private void files() {
    var totals = new TreeMap<String, Total>();
    for (FileReport file : report.files()) {
      String set =
          ShardCheck.shard(file.file())
              .map(shard -> shard.name() + " " + shard.split())
              .orElse(file.file().getFileName().toString());
      totals.merge(set, Total.NONE.plus(file), (sum, one) -> sum.plus(file));
    }
    line(
        "%-32s %8s %10s %15s %14s %14s",
        "Files:", "shards", "records", "bytes", "smallest shard", "largest shard");
    totals.forEach(
        (set, total) ->
            line(
                "  %-30s %,8d %,10d %,15d %,14d %,14d",
                set, total.files, total.records, total.bytes, total.smallest, total.largest));
    line(
        "  %-30s %,8d %,10d %,15d",
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
    line("Classes: %,d", report.classes().size());
    long most = report.classes().stream().mapToLong(ClassCount::count).max().orElse(1);
    report.classes().stream()
        .limit(MOST_CLASSES)
        .forEach(entry -> bar(entry.label(), entry.text(), entry.count(), most, ""));
    sayMore(report.classes().size());
  }

  private void annotations() {
    var annotations = report.annotations();
    if (annotations.isEmpty()) {
      return;
    }
    line("Annotations:");
    lineUnlessZero("boxes", annotations.boxes());
    lineUnlessZero("masks of objects", annotations.objectMasks());
    lineUnlessZero("masks of images", annotations.segmentationMasks());
    lineUnlessZero("images without objects", annotations.imagesWithoutObjects());
    if (annotations.classes().isEmpty()) {
      return;
    }
    line("Classes of objects: %,d", annotations.classes().size());
    long most = annotations.classes().stream().mapToLong(ObjectCount::count).max().orElse(1);
    annotations.classes().stream()
        .limit(MOST_CLASSES)
        .forEach(entry -> bar(entry.label(), entry.text(), entry.count(), most, flags(entry)));
    sayMore(annotations.classes().size());
  }

  private static String flags(ObjectCount entry) {
    var flags = new StringJoiner(", ", " (", ")").setEmptyValue("");
    if (entry.difficult() > 0) {
      flags.add(entry.difficult() + " difficult");
    }
    if (entry.crowd() > 0) {
      flags.add(entry.crowd() + " crowd");
    }
    return flags.toString();
  }

  private void lineUnlessZero(String name, long count) {
    if (count > 0) {
      line("  %-30s %,8d", name, count);
    }
  }

  private void bar(long label, String text, long count, long most, String note) {
    String bar = "#".repeat((int) (LONGEST_BAR * count / most));
    line("  %5d %-24s %,8d %s%s", label, text, count, bar, note);
  }

  private void sayMore(int classes) {
    if (classes > MOST_CLASSES) {
      line("  … and %,d more; --json lists all", classes - MOST_CLASSES);
    }
  }

  private void line(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values).stripTrailing();
    // Names come from the files; none of them may steer a terminal.
    out.println(CharMatcher.javaIsoControl().replaceFrom(text, '?'));
  }
}
