package org.tfpipeline.tools.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.Compression;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.RecordWriter;
import org.tfpipeline.tfrecords.ShardSpec;
import org.tfpipeline.tfrecords.ShardedWriter;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;

@RequiresPython
class TfRecordsInPythonTest {
  private static final int UNLABELLED = -1;

  /** An image to write, in the form that the script reads. */
  private record Toy(
      String format,
      String filename,
      int height,
      int width,
      List<Integer> lastPixel,
      int label,
      String text) {

    static Toy of(int number) {
      boolean labelled = number % 3 != 0;
      return new Toy(
          "png",
          "Spielzeug/größe " + number + ".png",
          /* height= */ 5 + number,
          /* width= */ 9,
          List.of(number, 200, 255 - number),
          labelled ? number : UNLABELLED,
          labelled ? "日本 " + number : "");
    }

    ImageExample example() throws IOException {
      Optional<ClassLabel> labelled =
          label == UNLABELLED ? Optional.empty() : Optional.of(new ClassLabel(label, text));
      return new ImageExample(png(), ImageFormat.PNG, filename, height, width, labelled);
    }

    private ByteString png() throws IOException {
      var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      int rgb = lastPixel.get(0) << 16 | lastPixel.get(1) << 8 | lastPixel.get(2);
      image.setRGB(width - 1, height - 1, rgb);
      var bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return ByteString.copyFrom(bytes.toByteArray());
    }
  }

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> pythonReadsWhatJavaWrites(PythonEnvironment python)
      throws IOException, InterruptedException {
    var toys = IntStream.range(0, 10).mapToObj(Toy::of).toList();
    try (var writer = new ShardedWriter(folder, ShardSpec.all("toys", "train", 3), toys.size())) {
      for (Toy toy : toys) {
        writer.write(toy.example().toBytes());
      }
      writer.finish();
    }
    for (Compression compression : Compression.values()) {
      writePlain(compression);
    }
    Path expected = Files.writeString(folder.resolve("expected.json"), new Gson().toJson(toys));

    return PythonChecks.run(python, "check_tfrecords.py", folder, expected);
  }

  @Test
  void javaReadsWhatPythonWrites(PythonEnvironment python)
      throws IOException, InterruptedException {
    python.run("write_tfrecords.py", folder);

    for (Compression compression : Compression.values()) {
      List<ImageExample> examples = read(folder.resolve(compression + ".tfrecord"));
      assertThat(examples).as("%s", compression).hasSize(5);
      for (int i = 0; i < examples.size(); i++) {
        assertIsPythonsExample(examples.get(i), i);
      }
    }
  }

  private static List<ImageExample> read(Path file) throws IOException {
    var examples = new ArrayList<ImageExample>();
    try (var reader = RecordReader.open(file)) {
      while (reader.next()) {
        examples.add(ImageExample.parse(reader.record()));
      }
    }
    return examples;
  }

  private static void assertIsPythonsExample(ImageExample example, int number) throws IOException {
    assertThat(example.format()).isEqualTo(ImageFormat.PNG);
    assertThat(example.filename()).isEqualTo("gefüllt/" + number + ".png");
    assertThat(example.label()).contains(new ClassLabel(number, "class " + number));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(example.encoded().toByteArray()));
    assertThat(image.getHeight()).isEqualTo(example.height()).isEqualTo(4 + number);
    assertThat(image.getWidth()).isEqualTo(example.width()).isEqualTo(6);
    assertThat(image.getRGB(5, 3) & 0xff).isEqualTo(40 * number);
  }

  private void writePlain(Compression compression) throws IOException {
    var large = new byte[70_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i % 251);
    }
    try (var writer = RecordWriter.create(folder.resolve(compression + ".tfrecord"), compression)) {
      writer.write(new byte[0]);
      writer.write("x".getBytes(UTF_8));
      writer.write(large);
    }
  }
}
