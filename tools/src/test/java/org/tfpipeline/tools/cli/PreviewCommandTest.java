package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.Setting;
import org.tfpipeline.pipeline.input.ColorPlacement;
import org.tfpipeline.pipeline.input.TrainingViews;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** On photographs that ship with the program. */
final class PreviewCommandTest {

  private static final Path RECORDS =
      TinyRun.SAMPLES.resolve("clothing-train.tfrecord-00000-of-00002");
  private static final int BATCH = 6;
  private static final int IMAGES = 8;
  private static final int VIEWS = 4;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  @TempDir private Path folder;

  @Test
  void theSheetShowsWhatTrainingFeedsTheNetwork() throws IOException {
    var sheet = draw("sheet", "--seed", "3");
    var config =
        Configuration.load(
                TinyRun.SAMPLES.resolve("../../quickstart.textproto"),
                List.of(
                    Setting.parse("data.path=" + RECORDS),
                    Setting.parse("data.batch_size=" + BATCH),
                    Setting.parse("data.parallel_calls=1")))
            .resolve();
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var shards = config.data().source().countRecords();
      var tf = Ops.create(graph);
      // The sheet is drawn with the colours of each image changed by themselves.
      var colors = ColorPlacement.ON_DEVICE;
      var views = TrainingViews.create(tf, config.data(), config.crops(), 3, colors, shards);
      views.input().startEpoch(session, 0, 0);
      for (int done = 0; done < IMAGES; done += BATCH) {
        try (var step = session.runner().fetch(views.globals()).fetch(views.locals()).run()) {
          for (int image = done; image < Math.min(IMAGES, done + BATCH); image++) {
            for (int view = 0; view < VIEWS; view++) {
              var crops = (TFloat32) step.get(view < 2 ? 0 : 1);
              int crop = view % 2 * BATCH + image - done;
              assertThat(sheet.differingPixels(image, view, crops, crop))
                  .as("image %d, view %d", image, view)
                  .isZero();
            }
          }
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameFilesAndAnotherGivesOthers() throws IOException {
    draw("one", "--seed", "3");
    draw("two", "--seed", "3");
    draw("other", "--seed", "4");
    for (var suffix : List.of(".png", ".json")) {
      var one = Files.readAllBytes(folder.resolve("one" + suffix));
      assertThat(folder.resolve("two" + suffix)).hasBinaryContent(one);
      assertThat(Files.readAllBytes(folder.resolve("other" + suffix))).isNotEqualTo(one);
    }
  }

  /** Means and the tilts from left to right, which flips reverse, by another decoder. */
  @Test
  void boxesAndFlipsAreThoseOfTheCrops() throws IOException {
    var originals = originals();
    var sheet =
        draw(
            "plain",
            "--set=crops.color.jitter_probability=0",
            "--set=crops.color.grayscale_probability=0",
            "--set=crops.global.first_blur_probability=0",
            "--set=crops.global.second_blur_probability=0",
            "--set=crops.global.second_solarize_probability=0",
            "--set=crops.local.blur_probability=0");
    int flips = 0;
    for (int image = 0; image < IMAGES; image++) {
      var row = sheet.row(image);
      var original = originals.get(row.get("name").getAsString());
      assertThat(row.get("height").getAsInt()).isEqualTo(original.getHeight());
      assertThat(row.get("width").getAsInt()).isEqualTo(original.getWidth());
      for (int view = 0; view < VIEWS; view++) {
        var json = sheet.view(image, view);
        var box = json.getAsJsonObject("box");
        var source =
            original.getSubimage(
                box.get("left").getAsInt(),
                box.get("top").getAsInt(),
                box.get("width").getAsInt(),
                box.get("height").getAsInt());
        boolean flipped = json.get("flip").getAsBoolean();
        flips += flipped ? 1 : 0;
        var crop = sheet.crop(image, view);
        assertThat(mean(crop)).isCloseTo(mean(source), within(2.0));
        assertThat(tilt(crop)).isCloseTo(flipped ? -tilt(source) : tilt(source), within(0.5));
        assertThat(json.get("jitter").isJsonNull()).isTrue();
        assertThat(json.get("gray").getAsBoolean()).isFalse();
        assertThat(json.get("blur_radius").getAsDouble()).isZero();
      }
    }
    assertThat(flips).isBetween(1, IMAGES * VIEWS - 1);
  }

  @Test
  void grayAndJitterAreTold() throws IOException {
    var sheet =
        draw("gray", "--set=crops.color.grayscale_probability=1", "--set=crops.color.hue=0");
    for (int image = 0; image < IMAGES; image++) {
      for (int view = 0; view < VIEWS; view++) {
        var json = sheet.view(image, view);
        assertThat(json.get("gray").getAsBoolean()).isTrue();
        if (!json.get("jitter").isJsonNull()) {
          assertThat(json.getAsJsonObject("jitter").getAsJsonArray("order"))
              .extracting(JsonElement::getAsString)
              .containsExactlyInAnyOrder("brightness", "contrast", "saturation");
        }
        int color = sheet.crop(image, view).getRGB(5, 5);
        assertThat(color & 0xff).isEqualTo(color >> 8 & 0xff).isEqualTo(color >> 16 & 0xff);
      }
    }
  }

  @Test
  void anEpochEndsTheSheet() throws IOException {
    var result =
        preview(
            "--output",
            folder.resolve("all.png").toString(),
            "--images",
            "128",
            "--set",
            "data.batch_size=48");
    assertThat(result.status()).as(result.err()).isZero();
    // Two batches of 48 of the hundred records.
    assertThat(result.out()).startsWith("Drew 96 images on ");
  }

  @Test
  void wrongFlagsAndPlacesAreRefused() throws IOException {
    assertThat(preview("--output", "crops.jpg"))
        .isEqualTo(
            new CommandLine(
                2,
                "",
                "tfpipeline: --output crops.jpg must end in .png, the only format there is.\n"));
    assertThat(preview("--output", "crops.png", "--images", "0"))
        .isEqualTo(new CommandLine(2, "", "tfpipeline: --images 0 must be from 1 to 128.\n"));
    assertThat(preview("--output", "crops.png", "--parameters", "./crops.png"))
        .isEqualTo(
            new CommandLine(2, "", "tfpipeline: --output and --parameters name the same file.\n"));
    var there = Files.createFile(folder.resolve("there.png"));
    assertThat(preview("--output", there.toString()))
        .isEqualTo(
            new CommandLine(
                1,
                "",
                "tfpipeline: %s is there already; name another file, or replace it with --force.\n"
                    .formatted(there)));
    assertThat(preview("--output", folder.resolve("no/a.png").toString()).err())
        .contains("is no folder to write --output to; make it first");
    assertThat(there).isEmptyFile();
  }

  private Sheet draw(String name, String... flags) throws IOException {
    var png = folder.resolve(name + ".png");
    var json = folder.resolve(name + ".json");
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--output", png.toString(), "--parameters", json.toString()));
    arguments.addAll(List.of("--images", Integer.toString(IMAGES)));
    arguments.addAll(List.of("--set", "data.batch_size=" + BATCH));
    for (var flag : flags) {
      arguments.addAll(List.of(flag.split("(?<=^--set)=", -1)));
    }
    var result = preview(arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    var parameters = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    return new Sheet(ImageIO.read(png.toFile()), parameters);
  }

  private static CommandLine preview(String... flags) {
    var arguments =
        ImmutableList.<String>builder()
            .add("preview", "--device", "cpu", "--data", RECORDS.toString())
            .add(flags)
            .build();
    return CommandLine.run(arguments.toArray(String[]::new));
  }

  private static Map<String, BufferedImage> originals() throws IOException {
    var originals = new HashMap<String, BufferedImage>();
    try (var reader = RecordReader.open(RECORDS)) {
      while (reader.next()) {
        var image = ImageExample.parse(reader.record());
        originals.put(
            image.filename(),
            ImageIO.read(new ByteArrayInputStream(image.encoded().toByteArray())));
      }
    }
    return originals;
  }

  private static double mean(BufferedImage image) {
    return moment(image, /* tilted= */ false);
  }

  private static double tilt(BufferedImage image) {
    return moment(image, /* tilted= */ true);
  }

  private static double moment(BufferedImage image, boolean tilted) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        double weight = tilted ? (x + 0.5) / image.getWidth() - 0.5 : 1;
        sum += weight * (image.getRGB(x, y) >> 8 & 0xff);
      }
    }
    return sum / (image.getHeight() * image.getWidth());
  }

  /** What was written. */
  private record Sheet(BufferedImage page, JsonObject parameters) {

    JsonObject row(int image) {
      return parameters.getAsJsonArray("images").get(image).getAsJsonObject();
    }

    JsonObject view(int image, int view) {
      return row(image).getAsJsonArray("views").get(view).getAsJsonObject();
    }

    BufferedImage crop(int image, int view) {
      var place = view(image, view).getAsJsonObject("on_sheet");
      int side = place.get("side").getAsInt();
      return page.getSubimage(
          place.get("left").getAsInt(), place.get("top").getAsInt(), side, side);
    }

    int differingPixels(int image, int view, TFloat32 crops, int crop) {
      var shown = crop(image, view);
      int scale = parameters.get("scale").getAsInt();
      assertThat(shown.getWidth()).isEqualTo(scale * crops.shape().get(1));
      int differing = 0;
      for (int y = 0; y < shown.getHeight(); y++) {
        for (int x = 0; x < shown.getWidth(); x++) {
          int expected = 0;
          for (int channel = 0; channel < 3; channel++) {
            double value = crops.getFloat(crop, y / scale, x / scale, channel);
            double level = 255 * (value * DEVIATION[channel] + MEAN[channel]);
            expected = expected << 8 | (int) Math.round(level);
          }
          differing += (shown.getRGB(x, y) & 0xffffff) == expected ? 0 : 1;
        }
      }
      return differing;
    }
  }
}
