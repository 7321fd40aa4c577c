package org.tfpipeline.tools.cli;

import static java.util.stream.Collectors.joining;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.tools.extract.Extraction;
import org.tfpipeline.tools.extract.ExtractionReport;

/**
 * {@code convert --extract}: turns TFRecords back into files.
 *
 * @param json whether to print the report as JSON
 */
record ExtractRun(Console console, boolean json) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./=,:+@%-]+");

  int run(String input, Path output) throws IOException {
    LocalPaths.parse("--input", input);
    ExtractionReport report = new Extraction(input, records -> {}).into(output);
    if (json) {
      var gson = new Gson();
      var object = new JsonObject();
      object.addProperty("output", output.toString());
      object.addProperty("images", report.images());
      object.addProperty("objects", report.objects());
      object.addProperty("masks", report.masks());
      object.add("way_back", gson.toJsonTree(report.wayBack().toArray(new String[0])));
      console.out().println(gson.toJson(object));
    } else {
      console
          .out()
          .printf(
              "Wrote %,d images, %,d boxes and %,d masks to %s%n",
              report.images(), report.objects(), report.masks(), output);
      console
          .out()
          .printf(
              "To go back: tfpipeline %s%n",
              report.wayBack().stream().map(ExtractRun::quoted).collect(joining(" ")));
    }
    return 0;
  }

  /** As a shell has to read it. */
  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
