package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
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
  @ValueSource(strings = {"still.gif", "photo.webp", "photo.bmp", "photo.tif"})
  void otherFormatsBecomePng(String name) {
    assertThat(check(TestImages.path("kinds/" + name)))
        .isInstanceOfSatisfying(
            CheckedImage.class,
            image -> {
              assertThat(image.treatment()).isEqualTo(Treatment.CONVERTED);
              assertThat(image.format()).isEqualTo(ImageFormat.PNG);
              assertThat(image.width()).isEqualTo(36);
              assertThat(image.height()).isEqualTo(48);
            });
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

  /** Where a decoder does not miss the end of a file, there was nothing in it. */
  @ParameterizedTest
  @ValueSource(strings = {"still.gif", "photo.webp", "photo.bmp", "photo.tif"})
  void truncationsAreRefusedOrChangeNothing(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TestImages.path("kinds/" + name));
    byte[] picture = png(whole);
    for (int length = 0; length < whole.length; length += length < whole.length - 40 ? 37 : 1) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (check(name, cut) instanceof CheckedImage) {
        assertThat(png(cut)).as("%s of %s bytes", length, whole.length).isEqualTo(picture);
      }
    }
  }

  /** Any exception would come through. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gray.jpg",
        "cmyk.jpg",
        "alpha.png",
        "still.gif",
        "photo.webp",
        "photo.bmp",
        "photo.tif"
      })
  void damageIsRefusedOrPassedOver(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TestImages.path("kinds/" + name));
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change < 1 + i % 4; change++) {
        // Half of the changes in the header, where they do most.
        int range = random.nextBoolean() ? Math.min(200, whole.length) : whole.length;
        damaged[random.nextInt(range)] = (byte) random.nextInt(256);
      }
      refused += check(name, damaged) instanceof Refusal ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  void withoutDecodingOnlyHeadersAndStructureAreLookedAt() throws IOException {
    byte[] jpeg = Files.readAllBytes(TestImages.path("kinds/gray.jpg"));
    Path cut = Files.write(folder.resolve("a.jpg"), Arrays.copyOf(jpeg, jpeg.length - 100));
    assertThat(check(cut, false)).isInstanceOf(CheckedImage.class);
    assertThat(check(cut, true)).isInstanceOf(Refusal.class);
    Path start = Files.write(folder.resolve("b.jpg"), Arrays.copyOf(jpeg, 20));
    assertThat(check(start, false)).isInstanceOf(Refusal.class);
    // What is encoded anew must decode, or writing would fail half-way.
    byte[] tiff = Files.readAllBytes(TestImages.path("kinds/photo.tif"));
    Path half = Files.write(folder.resolve("c.tif"), Arrays.copyOf(tiff, tiff.length / 2));
    assertThat(check(half, false)).isInstanceOf(Refusal.class);
  }

  /** Were it decoded, the damage in its middle would be what is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {"gray.jpg", "cmyk.jpg", "still.gif", "photo.webp", "photo.bmp", "photo.tif"})
  void pixelsAreCountedBeforeDecodingWhateverTheFormat(String name) throws IOException {
    byte[] damaged = Files.readAllBytes(TestImages.path("kinds/" + name));
    Arrays.fill(damaged, damaged.length / 2, damaged.length * 2 / 3, (byte) 0);
    Path file = Files.write(folder.resolve(name), damaged);
    var check = new ImageCheck(36 * 48 - 1, true, new Reencoder(MemoryBudget.ofHeap()));
    assertRefused(
        check.check(new SourceImage(file, name, Optional.empty(), Optional.empty())),
        "has 36 x 48 pixels, more than the limit of 1727 (--max-pixels)");
  }

  @Test
  void theWholeCanvasOfAGifCounts() throws IOException {
    byte[] bomb = Files.readAllBytes(TestImages.path("kinds/still.gif"));
    ByteBuffer.wrap(bomb)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 24_000)
        .putShort(8, (short) 25_000);
    assertRefused(check("bomb.gif", bomb), "has 24000 x 25000 pixels, more than the limit");
  }

  /** The decoder would make a picture of the size that its data claims. */
  @Test
  void aWebpWhoseSizesDifferIsRefused() throws IOException {
    byte[] simple = Files.readAllBytes(TestImages.path("kinds/photo.webp"));
    var extended =
        ByteBuffer.allocate(simple.length + 18)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(simple, 0, 12)
            .putInt(4, simple.length + 10)
            .put("VP8X".getBytes(StandardCharsets.US_ASCII))
            .putInt(10)
            .putInt(0)
            .put(new byte[] {35, 0, 0, 47, 0, 0})
            .put(simple, 12, simple.length - 12)
            .array();
    assertThat(check("same.webp", extended)).isInstanceOf(CheckedImage.class);
    extended[24] = 36;
    assertRefused(
        check("other.webp", extended),
        "is damaged: the WebP says that it has 37 x 48 pixels, its data 36 x 48");
  }

  private static byte[] png(byte[] content) throws IOException {
    var file = ImageFile.of(content, ImageSignature.of(content).orElseThrow());
    return new Reencoder(MemoryBudget.ofHeap()).png(file);
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
    return check(file, true);
  }

  private static Outcome check(Path file, boolean decode) {
    String name = file.getFileName().toString();
    var image = new SourceImage(file, name, Optional.empty(), Optional.empty());
    var reencoder = new Reencoder(MemoryBudget.ofHeap());
    return new ImageCheck(MOST_PIXELS, decode, reencoder).check(image);
  }

  private static void assertRefused(Outcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).startsWith(reason));
  }
}
