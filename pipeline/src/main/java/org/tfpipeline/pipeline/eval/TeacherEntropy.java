package org.tfpipeline.pipeline.eval;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * How sharp the teacher's image targets were over a run, as shares of the largest possible entropy
 * {@code ln K}: near 0 or near 1 the method has collapsed.
 *
 * @param smallest in the metrics file
 * @param largest in the metrics file
 * @param last the last one
 */
public record TeacherEntropy(double smallest, double largest, double last) {

  /** What of a line of the metrics file is of interest here. */
  private record Line(@SerializedName("teacher_entropy") Double teacherEntropy) {}

  /**
   * Reads a run's {@code metrics.jsonl}.
   *
   * @param prototypes K of the image head
   * @throws IOException in one sentence, if there is no line or one is cut off or of another kind
   */
  public static TeacherEntropy read(Path metrics, int prototypes) throws IOException {
    var statistics = new DoubleSummaryStatistics();
    double last = 0;
    for (var line : lines(metrics)) {
      last = entropy(line, metrics, statistics.getCount() + 1) / Math.log(prototypes);
      statistics.accept(last);
    }
    if (statistics.getCount() == 0) {
      throw new IOException(
          "'%s' has no lines; train for at least logging.log_every_steps steps."
              .formatted(metrics));
    }
    return new TeacherEntropy(statistics.getMin(), statistics.getMax(), last);
  }

  private static List<String> lines(Path metrics) throws IOException {
    try {
      return Files.readAllLines(metrics);
    } catch (CharacterCodingException e) {
      throw new IOException(
          "'%s' is not a metrics file: it is not text; name another --run.".formatted(metrics), e);
    }
  }

  private static double entropy(String text, Path metrics, long number) throws IOException {
    try {
      var line = new Gson().fromJson(text, Line.class);
      if (line != null && line.teacherEntropy() != null) {
        return line.teacherEntropy();
      }
    } catch (JsonParseException | NumberFormatException e) {
      throw unusable(metrics, number, e);
    }
    throw unusable(metrics, number, null);
  }

  private static IOException unusable(Path metrics, long number, Throwable cause) {
    return new IOException(
        "Line %d of '%s' is cut off or no line of metrics: it has no number teacher_entropy; remove it."
            .formatted(number, metrics),
        cause);
  }
}
