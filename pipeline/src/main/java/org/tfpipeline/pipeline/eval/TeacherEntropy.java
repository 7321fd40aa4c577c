package org.tfpipeline.pipeline.eval;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;

/**
 * How sharp the teacher's image targets were over a run, as shares of the largest possible entropy
 * {@code ln K}: near 0 or near 1 the method has collapsed.
 *
 * @param smallest in the metrics file
 * @param largest in the metrics file
 * @param last the last one
 */
public record TeacherEntropy(double smallest, double largest, double last) {

  /** Reads a run's {@code metrics.jsonl}; {@code prototypes} is K of the image head. */
  public static TeacherEntropy read(Path metrics, int prototypes) throws IOException {
    var statistics = new DoubleSummaryStatistics();
    double last = 0;
    for (var line : Files.readAllLines(metrics)) {
      var entropy =
          JsonParser.parseString(line).getAsJsonObject().get("teacher_entropy").getAsDouble();
      last = entropy / Math.log(prototypes);
      statistics.accept(last);
    }
    if (statistics.getCount() == 0) {
      throw new IOException(
          "'%s' has no lines; train for at least logging.log_every_steps steps."
              .formatted(metrics));
    }
    return new TeacherEntropy(statistics.getMin(), statistics.getMax(), last);
  }
}
