package org.tfpipeline.tools.inspect.sheet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.awt.Color;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.ClassLabel;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SegmentationExample;
import org.tfpipeline.tools.convert.Pictures;
import org.tfpipeline.tools.convert.mask.IndexMask;
import org.tfpipeline.tools.convert.mask.MaskException;

/**
 * Makes thumbnails of records, one in memory at a time.
 *
 * @param side pixels of a thumbnail's longer side
 * @param letters for the names of boxes
 */
record ThumbnailPainter(int side, Lettering letters) {

  private static final Color MISSING = new Color(0xd8d8d8);

  /** More than this is decoded before it is made smaller, for smooth pictures. */
  private static final int OVERSAMPLING = 3;

  /**
   * Paints a record; a grey area if it cannot be shown.
   *
   * @param classNames of the numbers in segmentation masks, as far as they are known
   */
  Thumbnail paint(byte[] record, List<String> classNames) {
    String name = "";
    try {
      Features features = Example.parseFrom(record).getFeatures();
      name = name(features);
      return paint(features, record, name, classNames);
    } catch (InvalidProtocolBufferException e) {
      return missing(name, "the record is not a tf.train.Example message");
    } catch (IOException | MaskException e) {
      return missing(name, e.getMessage());
    }
  }

  private static String name(Features features) {
    var names = features.getFeatureOrDefault(ImageExample.FILENAME, Feature.getDefaultInstance());
    return names.getBytesList().getValueList().stream()
        .findFirst()
        .map(ByteString::toStringUtf8)
        .orElse("");
  }

  private Thumbnail paint(Features features, byte[] record, String name, List<String> classNames)
      throws IOException, MaskException {
    var image = ImageExample.parse(record);
    BufferedImage picture = picture(image);
    Map<Long, String> classes = new TreeMap<>();
    var subtitle = new StringBuilder("%d × %d".formatted(image.width(), image.height()));
    image.label().ifPresent(label -> subtitle.append(", ").append(name(label)));
    if (features.containsFeature(SegmentationExample.MASK)) {
      tint(picture, SegmentationExample.parse(record), classNames, classes);
    }
    if (features.containsFeature(DetectionExample.XMIN)) {
      var objects = DetectionExample.parse(record).objects();
      mark(picture, image, objects);
      objects.forEach(object -> classes.put(object.label().index(), object.label().text()));
      subtitle.append(
          objects.size() == 1 ? ", 1 object" : ", %d objects".formatted(objects.size()));
    }
    return new Thumbnail(picture, name, subtitle.toString(), classes, true);
  }

  private static String name(ClassLabel label) {
    return label.text().isEmpty() ? Long.toString(label.index()) : label.text();
  }

  private BufferedImage picture(ImageExample image) throws IOException {
    BufferedImage whole = Pictures.decode(image.encoded().toByteArray(), OVERSAMPLING * side);
    double scale = (double) side / Math.max(whole.getWidth(), whole.getHeight());
    int width = Math.max(1, (int) Math.round(whole.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(whole.getHeight() * scale));
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    var scaled = whole.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    graphics.drawImage(scaled, 0, 0, null);
    graphics.dispose();
    return picture;
  }

  private static void tint(
      BufferedImage picture,
      SegmentationExample example,
      List<String> classNames,
      Map<Long, String> classes)
      throws MaskException {
    IndexMask mask = read(example.mask(), example.image());
    var seen = new BitSet();
    MaskTint.draw(picture, mask, ClassColors::of, seen::set);
    if (!mask.wide()) {
      seen.stream()
          .forEach(
              number ->
                  classes.put(
                      (long) number, number < classNames.size() ? classNames.get(number) : ""));
    }
  }

  private void mark(
      BufferedImage picture, ImageExample image, ImmutableList<AnnotatedObject> objects)
      throws MaskException {
    for (AnnotatedObject object : objects) {
      if (object.mask().isPresent()) {
        Color color = ClassColors.of(object.label().index());
        MaskTint.draw(picture, read(object.mask().get(), image), one -> color, number -> {});
      }
    }
    new BoxDrawing(picture, letters).draw(objects);
  }

  private static IndexMask read(ByteString png, ImageExample image) throws MaskException {
    if ((long) image.width() * image.height() > Pictures.MOST_PIXELS) {
      throw new MaskException("has too many pixels to show");
    }
    try {
      return IndexMask.read(png.toByteArray(), image.width(), image.height());
    } catch (MaskException e) {
      throw new MaskException("a mask of it " + e.getMessage());
    }
  }

  private Thumbnail missing(String name, String reason) {
    var picture = new BufferedImage(side, side * 3 / 4, BufferedImage.TYPE_INT_RGB);
    var graphics = picture.createGraphics();
    graphics.setColor(MISSING);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.dispose();
    return new Thumbnail(picture, name, reason, ImmutableMap.of(), false);
  }
}
