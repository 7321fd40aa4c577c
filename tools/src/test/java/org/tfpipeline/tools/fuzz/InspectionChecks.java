package org.tfpipeline.tools.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfpipeline.tools.inspect.Inspection;
import org.tfpipeline.tools.inspect.InspectionReport;
import org.tfpipeline.tools.inspect.JsonReport;
import org.tfpipeline.tools.inspect.TextReport;

/** What must hold when any data set is inspected. */
final class InspectionChecks {

  private InspectionChecks() {}

  static long record(byte[] input, Path folder) throws IOException {
    Path file = folder.resolve("fuzz-train.tfrecord-00000-of-00001");
    InputFile.write(file, RecordFrames.of(input));
    var report = inspect(file);
    assertThat(report.records()).isEqualTo(report.faults().isEmpty() ? 1 : 0);
    return input.length;
  }

  static long manifest(byte[] input, Path folder) throws IOException {
    Path shard = folder.resolve("clothing-train.tfrecord-00000-of-00002");
    if (Files.notExists(shard)) {
      Files.write(shard, RecordFrames.of(new byte[0]));
      Files.copy(shard, folder.resolve("clothing-train.tfrecord-00001-of-00002"));
    }
    InputFile.write(folder.resolve("dataset_info.json"), input);
    assertThat(inspect(folder).records()).isEqualTo(2);
    return input.length;
  }

  private static InspectionReport inspect(Path path) throws IOException {
    var report = Inspection.of(path.toString(), records -> {});
    report.faults().forEach(Sentence::check);
    var text = new ByteArrayOutputStream();
    TextReport.print(report, new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines())
        .allMatch(line -> line.codePoints().noneMatch(Character::isISOControl));
    assertThat(JsonParser.parseString(JsonReport.of(report)).isJsonObject()).isTrue();
    return report;
  }
}
