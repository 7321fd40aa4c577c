package org.tfpipeline.tools.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.tools.extract.Extraction;
import org.tfpipeline.tools.extract.ExtractionReport;

/**
 * {@code convert --extract}: turns TFRecords back into files.
 *
 * @param json whether to print the report as JSON
 */
record ExtractRun(Console console, boolean json) {

  int run(String input, Path output) throws IOException {
    LocalPaths.parse("--input", input);
    ExtractionReport report = new Extraction(input, records -> {}).into(output);
    if (json) {
      var object = new JsonObject();
      object.addProperty("output", output.toString());
      object.addProperty("format", report.format());
      object.addProperty("images", report.images());
      object.addProperty("objects", report.objects());
      object.addProperty("masks", report.masks());
      console.out().println(new Gson().toJson(object));
    } else {
      console
          .out()
          .printf(
              "Wrote %,d images, %,d boxes and %,d masks to %s%n",
              report.images(), report.objects(), report.masks(), output);
      console
          .out()
          .printf(
              "To go back: tfpipeline convert --format %s --input %s%n", report.format(), output);
    }
    return 0;
  }
}
