package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** What {@code preview} shows of records that are bad and skipped. */
final class SkippedImagesPreviewTest {

  @TempDir private Path folder;

  /** Bad ones at the beginning and in the middle of a batch. */
  @Test
  void othersStandForBadImages() throws IOException {
    var records = TinyRun.records(folder);
    var sound = rows(records);
    var names = new ArrayList<String>();
    try (var reader = RecordReader.open(records)) {
      while (reader.next()) {
        names.add(ImageExample.parse(reader.record()).filename());
      }
    }
    var bad =
        Stream.of(0, 3, 8)
            .map(
                place ->
                    names.indexOf(sound.get(place).getAsJsonObject().get("name").getAsString()))
            .collect(Collectors.toSet());

    var drawn = rows(TinyRun.recordsWithBad(folder, bad), "--set", "data.bad_records=SKIP");

    int[] from = {5, 1, 2, 2, 4, 5, 6, 7, 7, 9, 10, 11};
    for (int image = 0; image < from.length; image++) {
      assertThat(withoutPlace(drawn.get(image))).isEqualTo(withoutPlace(sound.get(from[image])));
    }
  }

  @Test
  void aBatchWithoutAnImageIsTold() throws IOException {
    var all = IntStream.range(0, TinyRun.RECORDS).boxed().collect(Collectors.toSet());
    var records = TinyRun.recordsWithBad(folder, all);
    var result =
        CommandLine.run(
            "preview --device cpu --data %s --set data.bad_records=SKIP --output %s"
                .formatted(records, folder.resolve("none.png"))
                .split(" ", -1));
    assertThat(result)
        .isEqualTo(
            new CommandLine(
                1,
                "",
                "tfpipeline: Not one image of a batch can be used; convert the images of '%s' again.\n"
                    .formatted(records)));
  }

  /** What the parameters tell of twelve images in two batches. */
  private JsonArray rows(Path records, String... flags) throws IOException {
    var json = folder.resolve("rows.json");
    var arguments =
        ImmutableList.<String>builder()
            .add("preview", "--device", "cpu", "--data", records.toString(), "--images", "12")
            .add("--output", folder.resolve("rows.png").toString(), "--parameters", json.toString())
            .add("--force", "--set", "data.batch_size=6")
            .add(flags)
            .build();
    var result = CommandLine.run(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    var parameters = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    boolean skips = flags.length > 0;
    assertThat(parameters.get("skipped_images").getAsInt()).isEqualTo(skips ? 3 : 0);
    assertThat(result.err().contains("Warning: 3 bad images were skipped;")).isEqualTo(skips);
    return parameters.getAsJsonArray("images");
  }

  private static JsonElement withoutPlace(JsonElement row) {
    var copy = row.deepCopy();
    for (var view : copy.getAsJsonObject().getAsJsonArray("views")) {
      view.getAsJsonObject().remove("on_sheet");
    }
    return copy;
  }
}
