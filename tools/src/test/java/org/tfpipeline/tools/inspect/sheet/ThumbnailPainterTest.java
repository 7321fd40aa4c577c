package org.tfpipeline.tools.inspect.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.BoundingBox;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.ImageFormat;
import org.tfpipeline.tfrecords.schema.SegmentationExample;
import org.tfpipeline.tools.convert.TestImages;
import org.tfpipeline.tools.convert.mask.GrayPng;

/** Pixels of thumbnails against the sources' own corners and masks. */
class ThumbnailPainterTest {

  private static final Path ANNOTATED = TestImages.path("annotated");
  private static final int SIDE = 320;

  private final ThumbnailPainter painter = new ThumbnailPainter(SIDE, new Lettering(10));

  @Test
  void aBoxIsWhereTheVocFileHasIt() throws IOException {
    String xml = Files.readString(ANNOTATED.resolve("raccoon/Annotations/raccoon-150.xml"));
    var image = photograph("raccoon/JPEGImages/raccoon-150.jpg");
    assertThat(Pattern.compile("<object>").matcher(xml).results()).hasSize(1);
    float width = image.width();
    float height = image.height();
    int scaledWidth = Math.round(SIDE * width / Math.max(width, height));
    int scaledHeight = Math.round(SIDE * height / Math.max(width, height));
    var box =
        new BoundingBox(
            (number(xml, "xmin") - 1) / width,
            number(xml, "xmax") / width,
            (number(xml, "ymin") - 1) / height,
            number(xml, "ymax") / height);
    var picture = paint(image, object(box, 1, Optional.empty())).picture();
    assertThat(picture.getWidth()).isEqualTo(scaledWidth);
    assertThat(picture.getHeight()).isEqualTo(scaledHeight);

    int left = Math.round((number(xml, "xmin") - 1) * scaledWidth / width);
    int right = Math.round(number(xml, "xmax") * scaledWidth / width);
    int top = Math.round((number(xml, "ymin") - 1) * scaledHeight / height);
    int bottom = Math.round(number(xml, "ymax") * scaledHeight / height);
    var plain = paint(image).picture();
    int color = ClassColors.of(1).getRGB();
    int middle = (top + bottom) / 2;
    int center = (left + right) / 2;
    assertThat(
            List.of(
                picture.getRGB(left, middle),
                picture.getRGB(left + 1, middle),
                picture.getRGB(right - 2, middle),
                picture.getRGB(right - 1, middle),
                picture.getRGB(center, top),
                picture.getRGB(center, top + 1),
                picture.getRGB(center, bottom - 2),
                picture.getRGB(center, bottom - 1)))
        .containsOnly(color);
    assertThat(picture.getRGB(left + 2, middle)).isEqualTo(plain.getRGB(left + 2, middle));
    assertThat(picture.getRGB(right - 3, middle)).isEqualTo(plain.getRGB(right - 3, middle));
    assertThat(picture.getRGB(center, middle)).isEqualTo(plain.getRGB(center, middle));
    assertThat(picture.getRGB(center, bottom - 3)).isEqualTo(plain.getRGB(center, bottom - 3));
    assertThat(plain.getRGB(center, middle)).isNotEqualTo(color);
  }

  @Test
  void exactlyTheMaskedPixelsAreTinted() throws IOException {
    var source = ImageIO.read(ANNOTATED.resolve("objects/masks/dog_00040.png").toFile());
    var indices = source.getRaster();
    var samples = new byte[indices.getWidth() * indices.getHeight()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) indices.getSample(i % indices.getWidth(), i / indices.getWidth(), 0);
    }
    var image = photograph("objects/images/dog_00040.jpg");
    var record =
        new SegmentationExample(
            image,
            ByteString.copyFrom(GrayPng.encode(indices.getWidth(), indices.getHeight(), samples)));
    var names = List.of("background", "bird", "camel", "car", "cow", "person", "dog");
    var thumbnail = painter.paint(record.toBytes(), names);
    var plain = paint(image).picture();
    int dogs = 0;
    for (int y = 0; y < plain.getHeight(); y++) {
      for (int x = 0; x < plain.getWidth(); x++) {
        int column = (int) ((x + 0.5) * image.width() / plain.getWidth());
        int row = (int) ((y + 0.5) * image.height() / plain.getHeight());
        int number = indices.getSample(column, row, 0);
        int expected = number == 0 ? plain.getRGB(x, y) : half(plain.getRGB(x, y), number);
        assertThat(thumbnail.picture().getRGB(x, y)).as("%d, %d", x, y).isEqualTo(expected);
        dogs += number == 6 ? 1 : 0;
      }
    }
    assertThat(dogs).isGreaterThan(1000);
    assertThat(thumbnail.classes()).containsOnlyKeys(6L).containsValue("dog");
  }

  @Test
  void anObjectsMaskHasTheColorOfItsClass() throws IOException {
    var image = photograph("bccd/JPEGImages/BloodImage_00066.jpg");
    var samples = new byte[image.width() * image.height()];
    int inside = (image.height() / 2) * image.width() + image.width() / 4;
    for (int i = -50; i < 50; i++) {
      Arrays.fill(
          samples, inside + i * image.width() - 50, inside + i * image.width() + 50, (byte) 1);
    }
    var mask = ByteString.copyFrom(GrayPng.encode(image.width(), image.height(), samples));
    var box = new BoundingBox(0.5f, 1, 0, 1);
    var picture = paint(image, object(box, 3, Optional.of(mask))).picture();
    var plain = paint(image).picture();
    int x = picture.getWidth() / 4;
    int y = picture.getHeight() / 2;
    assertThat(picture.getRGB(x, y)).isEqualTo(half(plain.getRGB(x, y), 3));
    assertThat(picture.getRGB(x, y + 40)).isEqualTo(plain.getRGB(x, y + 40));
  }

  @Test
  void whatCannotBeShownIsGreyAndSaysWhy() throws IOException {
    var image = photograph("bccd/JPEGImages/BloodImage_00066.jpg");
    var cut =
        new ImageExample(
            image.encoded().substring(0, 5000),
            ImageFormat.JPEG,
            "cut.jpg",
            image.height(),
            image.width(),
            Optional.empty());
    assertGrey(
        painter.paint(cut.toBytes(), List.of()),
        "cut.jpg",
        "does not decode as JPEG (its data ends early)");
    var wrongMask = ByteString.copyFrom(GrayPng.encode(2, 1, new byte[2]));
    assertGrey(
        painter.paint(new SegmentationExample(image, wrongMask).toBytes(), List.of()),
        "bccd/JPEGImages/BloodImage_00066.jpg",
        "a mask of it has 2 x 1 pixels, its image 640 x 480");
    assertGrey(
        painter.paint(new byte[] {1, 2, 3}, List.of()),
        "",
        "the record is not a tf.train.Example message");
    assertGrey(painter.paint(new byte[0], List.of()), "", "feature image/format is missing");
  }

  private static void assertGrey(Thumbnail thumbnail, String title, String reason) {
    assertThat(thumbnail.drawn()).isFalse();
    assertThat(thumbnail.title()).isEqualTo(title);
    assertThat(thumbnail.subtitle()).isEqualTo(reason);
    assertThat(thumbnail.picture().getRGB(10, 10)).isEqualTo(0xffd8d8d8);
  }

  @Test
  void largeAndTinyImagesKeepTheirShape() throws IOException {
    var large = paint(halves(4001, 1000));
    assertThat(large.picture().getWidth()).isEqualTo(SIDE);
    assertThat(large.picture().getHeight()).isEqualTo(80);
    assertThat(large.picture().getRGB(150, 40)).isEqualTo(0xffff0000);
    assertThat(large.picture().getRGB(170, 40)).isEqualTo(0xff0000ff);
    var tiny = paint(halves(2, 4));
    assertThat(tiny.picture().getWidth()).isEqualTo(160);
    assertThat(tiny.picture().getHeight()).isEqualTo(SIDE);
    assertThat(tiny.picture().getRGB(5, 5)).isEqualTo(0xffff0000);
    assertThat(tiny.picture().getRGB(154, 314)).isEqualTo(0xff0000ff);
  }

  /** Red on the left and blue on the right. */
  private static ImageExample halves(int width, int height) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, i % width < width / 2 ? 0xff0000 : 0x0000ff);
    }
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new ImageExample(
        ByteString.copyFrom(png.toByteArray()),
        ImageFormat.PNG,
        "halves.png",
        height,
        width,
        Optional.empty());
  }

  private Thumbnail paint(ImageExample image, AnnotatedObject... objects) {
    byte[] record =
        objects.length == 0
            ? image.toBytes()
            : new DetectionExample(image, "", ImmutableList.copyOf(objects)).toBytes();
    var thumbnail = painter.paint(record, List.of());
    assertThat(thumbnail.drawn()).as(thumbnail.subtitle()).isTrue();
    return thumbnail;
  }

  private static AnnotatedObject object(BoundingBox box, long label, Optional<ByteString> mask) {
    return new AnnotatedObject(box, new ClassLabel(label, "thing"), false, false, 1, mask);
  }

  /** A pixel with as much of the class's colour; the lowest bits do not count. */
  private static int half(int rgb, long label) {
    int color = ClassColors.of(label).getRGB();
    int mixed = 0xff;
    for (int shift = 16; shift >= 0; shift -= 8) {
      mixed = mixed << 8 | ((rgb >> shift & 0xff) / 2 + (color >> shift & 0xff) / 2);
    }
    return mixed;
  }

  private static int number(String xml, String tag) {
    var matcher = Pattern.compile("<" + tag + ">(\\d+)<").matcher(xml);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static ImageExample photograph(String name) throws IOException {
    Path file = ANNOTATED.resolve(name);
    var decoded = ImageIO.read(file.toFile());
    return new ImageExample(
        ByteString.copyFrom(Files.readAllBytes(file)),
        ImageFormat.JPEG,
        name,
        decoded.getHeight(),
        decoded.getWidth(),
        Optional.empty());
  }
}
