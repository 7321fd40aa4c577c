package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tfrecords.schema.ImageFormat;
import org.tfpipeline.tools.convert.ImageCheck.Outcome;

class ImageCheckTest {

  private static final long MOST_PIXELS = 1_000_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "gray.jpg, JPEG",
    "cmyk.jpg, JPEG",
    "progressive.jpg, JPEG",
    "alpha.png, PNG",
    "palette.png, PNG",
    "one_bit.png, PNG"
  })
  void acceptsWhatTensorFlowDecodes(String name, ImageFormat format) throws IOException {
    Path file = TestImages.path("kinds/" + name);
    assertThat(check(file))
        .isInstanceOfSatisfying(
            CheckedImage.class,
            image -> {
              assertThat(image.format()).isEqualTo(format);
              assertThat(image.width()).isEqualTo(36);
              assertThat(image.height()).isEqualTo(48);
              assertThat(image.bytes()).isEqualTo((int) file.toFile().length());
            });
  }

  @Test
  void goesByContentNotByName() throws IOException {
    byte[] jpeg = Files.readAllBytes(TestImages.path("kinds/gray.jpg"));
    assertThat(check("really_jpeg.png", jpeg))
        .isInstanceOfSatisfying(
            CheckedImage.class, image -> assertThat(image.format()).isEqualTo(ImageFormat.JPEG));
  }

  @ParameterizedTest
  @CsvSource({"still.gif, GIF", "photo.webp, WebP", "photo.bmp, BMP", "photo.tif, TIFF"})
  void namesTheFormatsItDoesNotTake(String name, String format) {
    assertRefused(check(TestImages.path("kinds/" + name)), "is a " + format + " image; only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gray.jpg", "cmyk.jpg", "progressive.jpg", "alpha.png", "palette.png"})
  void truncationsAreRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TestImages.path("kinds/" + name));
    // Every length near the end, where only the end marker is missing, and many before.
    for (int length = 0; length < whole.length; length += length < whole.length - 5 ? 5 : 1) {
      assertThat(check(name, Arrays.copyOf(whole, length)))
          .as("%s of %s bytes", length, whole.length)
          .isInstanceOf(Refusal.class);
    }
  }

  @Test
  void damagedBytesOfAPngAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(TestImages.path("kinds/palette.png"));
    for (int position = 0; position < whole.length; position += 3) {
      byte[] damaged = whole.clone();
      damaged[position] ^= 0x10;
      assertThat(check("palette.png", damaged)).as("byte %s", position).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    assertRefused(check("zero.jpg", new byte[0]), "is empty");
    assertRefused(
        check("error.jpg", "<html>404</html>".getBytes(StandardCharsets.UTF_8)),
        "is not an image by its content");
    assertRefused(check(folder.resolve("nothing.jpg")), "is a link to nothing, or was removed");
  }

  /** Decoding this would take gigabytes; the file has 69 bytes. */
  @Test
  void refusesTooManyPixelsBeforeDecoding() throws IOException {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(60_000)
            .putInt(60_000)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    var png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.write(chunk("IHDR", header));
    png.write(chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1}));
    png.write(chunk("IEND", new byte[0]));
    assertRefused(
        check("bomb.png", png.toByteArray()),
        "has 60000 x 60000 pixels, more than the limit of 1000000 (--max-pixels)");
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }

  private Outcome check(String name, byte[] content) throws IOException {
    return check(Files.write(folder.resolve(name), content));
  }

  private static Outcome check(Path file) {
    String name = file.getFileName().toString();
    var image = new SourceImage(file, name, Optional.empty(), Optional.empty());
    return new ImageCheck(MOST_PIXELS).check(image);
  }

  private static void assertRefused(Outcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).startsWith(reason));
  }
}
