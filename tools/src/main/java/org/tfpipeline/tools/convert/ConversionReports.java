package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Locale;
import org.tfpipeline.tfrecords.manifest.SplitInfo;

/** Prints what a conversion did. */
public final class ConversionReports {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final ImmutableSet<Treatment> REENCODED =
      Sets.immutableEnumSet(EnumSet.complementOf(EnumSet.of(Treatment.UNCHANGED)));

  private static final int MOST_REMARKS = 20;

  private ConversionReports() {}

  /** Prints one line for each refused file, and what follows from them. */
  public static void printRefusals(
      ConversionReport report, ConversionOptions options, PrintStream err) {
    for (Refusal refusal : report.refusals()) {
      err.printf("%s %s%n", options.source().folder().resolve(refusal.name()), refusal.reason());
    }
    report.remarks().stream().limit(MOST_REMARKS).forEach(remark -> print(remark, options, err));
    if (report.remarks().size() > MOST_REMARKS) {
      err.printf("and %,d more of these%n", report.remarks().size() - MOST_REMARKS);
    }
    if (!report.written()) {
      err.printf(
          "%,d of %,d images cannot be used and nothing was written; repair or remove them, or leave them out with --skip-bad%n",
          report.refusals().size(), report.images());
    }
  }

  private static void print(Remark remark, ConversionOptions options, PrintStream err) {
    err.printf("%s %s%n", options.source().folder().resolve(remark.name()), remark.text());
  }

  /** Prints what was written, for reading. */
  public static void printSummary(
      ConversionReport report, ConversionOptions options, PrintStream out) {
    out.printf("Wrote data set %s to %s%n", options.name(), options.output());
    for (SplitInfo split : report.splits()) {
      out.printf(
          "  %-12s %,10d images %,6d shards %,15d bytes%n",
          split.name(), records(split), split.shardLengths().size(), split.bytes());
    }
    for (Treatment treatment : REENCODED) {
      if (report.treatments().contains(treatment)) {
        out.printf(
            "  %,d images re-encoded as PNG: %s%n",
            report.treatments().count(treatment), treatment.description());
      }
    }
    if (!report.classes().isEmpty()) {
      out.printf(
          "  %,d classes, named in %s%n", report.classes().size(), report.content().labelsFile());
    }
    if (!report.refusals().isEmpty()) {
      out.printf(
          "  %,d of %,d images left out, listed in refused.tsv%n",
          report.refusals().size(), report.images());
    }
    if (!report.remarks().isEmpty()) {
      out.printf("  %,d remarks on annotations, in remarks.tsv%n", report.remarks().size());
    }
    printLeftOut("images left out because no list or annotation names them", report.unnamed(), out);
    printLeftOut("files passed over because they are no images", report.passedOver(), out);
    out.printf("Next: tfpipeline inspect %s%n", options.output());
  }

  private static void printLeftOut(String what, ImmutableList<String> files, PrintStream out) {
    if (!files.isEmpty()) {
      out.printf("  %s: %,d, such as %s%n", what, files.size(), files.get(0));
    }
  }

  /** Returns one JSON object. */
  public static String json(ConversionReport report, ConversionOptions options) {
    var json = new JsonObject();
    json.addProperty("written", report.written());
    json.addProperty("name", options.name());
    json.addProperty("output", options.output().toString());
    json.addProperty("images", report.images());
    var splits = new JsonArray();
    report.splits().forEach(split -> splits.add(json(split)));
    json.add("splits", splits);
    var reencoded = new JsonObject();
    for (Treatment treatment : REENCODED) {
      String name = treatment.name().toLowerCase(Locale.ROOT);
      reencoded.addProperty(name, report.treatments().count(treatment));
    }
    json.add("reencoded", reencoded);
    json.add("classes", GSON.toJsonTree(report.classes().toArray(new String[0])));
    var refusals = new JsonArray();
    report.refusals().forEach(refusal -> refusals.add(json(refusal)));
    json.add("refused", refusals);
    var remarks = new JsonArray();
    report.remarks().forEach(remark -> remarks.add(json(remark)));
    json.add("remarks", remarks);
    json.add("unnamed", GSON.toJsonTree(report.unnamed().toArray(new String[0])));
    json.add("passed_over", GSON.toJsonTree(report.passedOver().toArray(new String[0])));
    return GSON.toJson(json);
  }

  private static JsonObject json(SplitInfo split) {
    var json = new JsonObject();
    json.addProperty("name", split.name());
    json.addProperty("images", records(split));
    json.addProperty("shards", split.shardLengths().size());
    json.addProperty("bytes", split.bytes());
    return json;
  }

  private static JsonObject json(Refusal refusal) {
    var json = new JsonObject();
    json.addProperty("file", refusal.name());
    json.addProperty("reason", refusal.reason());
    return json;
  }

  private static JsonObject json(Remark remark) {
    var json = new JsonObject();
    json.addProperty("file", remark.name());
    json.addProperty("remark", remark.text());
    return json;
  }

  private static long records(SplitInfo split) {
    return split.shardLengths().stream().mapToLong(Long::longValue).sum();
  }
}
