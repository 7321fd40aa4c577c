package org.tfpipeline.tools.convert;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tfpipeline.tfrecords.manifest.RecordContent;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.BoundingBox;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tools.convert.mask.GrayPng;
import org.tfpipeline.tools.convert.mask.ObjectMask;

/**
 * The objects of an image.
 *
 * @param sourceId by what the collection knows the image
 * @param size the image's size as the annotation has it
 * @param objects in the order of their collection
 */
record ObjectAnnotation(
    String sourceId, Optional<PixelSize> size, ImmutableList<SourceObject> objects)
    implements Annotation {

  /** Annotation tools round; what sticks out by no more than this is cut without a word. */
  private static final double ROUNDING_PIXELS = 0.5;

  /** One for the pixels of a mask, and some for how it is drawn and encoded. */
  private static final int BYTES_PER_PIXEL = 2;

  @Override
  public long memory(int width, int height) {
    return hasMasks() ? (long) width * height * BYTES_PER_PIXEL : 0;
  }

  @Override
  public Finding check(int width, int height) {
    if (size.isPresent() && !size.get().equals(new PixelSize(width, height))) {
      return Finding.fault(
          "has %d x %d pixels, but its annotation is for %d x %d; annotate this size"
              .formatted(width, height, size.get().width(), size.get().height()));
    }
    var remarks = ImmutableList.<String>builder();
    for (SourceObject object : objects) {
      Optional<String> fault = object.mask().flatMap(mask -> mask.fault(width, height));
      if (fault.isPresent()) {
        return Finding.fault("has %s whose mask %s".formatted(object.name(), fault.get()));
      }
      if (!Float.isFinite((float) object.area())) {
        return Finding.fault(
            String.format(
                Locale.ROOT,
                "has %s of %.0e square pixels, which no image has; correct it",
                object.name(),
                object.area()));
      }
      remark(object, width, height).ifPresent(remarks::add);
    }
    return Finding.fine(remarks.build());
  }

  private static Optional<String> remark(SourceObject object, int width, int height) {
    if (!isKept(object, width, height)) {
      return Optional.of(
          "has %s whose box %s; the object is left out"
              .formatted(
                  object.name(),
                  isOutside(object, width, height) ? "is outside of the image" : "has no area"));
    }
    double overhang =
        Math.max(
            Math.max(-object.xmin(), object.xmax() - width),
            Math.max(-object.ymin(), object.ymax() - height));
    return overhang <= ROUNDING_PIXELS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "has %s whose box sticks out by %.1f pixels; it is cut at the edge",
                object.name(),
                overhang));
  }

  /** Whether the box has an area in the image, even in the precision of records. */
  private static boolean isKept(SourceObject object, int width, int height) {
    return fraction(object.xmin(), width) < fraction(object.xmax(), width)
        && fraction(object.ymin(), height) < fraction(object.ymax(), height);
  }

  private static boolean isOutside(SourceObject object, int width, int height) {
    boolean area = object.xmin() < object.xmax() && object.ymin() < object.ymax();
    boolean touches =
        object.xmin() < width && object.xmax() > 0 && object.ymin() < height && object.ymax() > 0;
    return area && !touches;
  }

  /** What is to be said of objects without masks if others of the collection have them. */
  Stream<String> maskless(int width, int height) {
    return objects.stream()
        .filter(object -> object.mask().isEmpty() && isKept(object, width, height))
        .map(object -> "has %s without segmentation; its mask is empty".formatted(object.name()));
  }

  boolean hasMasks() {
    return objects.stream().anyMatch(object -> object.mask().isPresent());
  }

  @Override
  public byte[] record(ImageExample image, RecordLayout layout, int checksum) {
    boolean masks = layout.content() instanceof RecordContent.Objects content && content.masks();
    var kept =
        objects.stream()
            .filter(object -> isKept(object, image.width(), image.height()))
            .map(object -> annotated(object, image.width(), image.height(), masks, layout))
            .collect(toImmutableList());
    return new DetectionExample(image, sourceId, kept).toBytes();
  }

  private static AnnotatedObject annotated(
      SourceObject object, int width, int height, boolean masks, RecordLayout layout) {
    var box =
        new BoundingBox(
            fraction(object.xmin(), width),
            fraction(object.xmax(), width),
            fraction(object.ymin(), height),
            fraction(object.ymax(), height));
    Optional<ByteString> mask =
        masks ? Optional.of(png(object.mask(), width, height)) : Optional.empty();
    return new AnnotatedObject(
        box,
        layout.labels().get(object.className()),
        object.difficult(),
        object.crowd(),
        (float) object.area(),
        mask);
  }

  private static float fraction(double pixels, int size) {
    return (float) (Math.min(Math.max(pixels, 0), size) / size);
  }

  private static ByteString png(Optional<ObjectMask> mask, int width, int height) {
    return ByteString.copyFrom(
        mask.map(present -> GrayPng.encode(width, height, present.pixels(width, height)))
            .orElseGet(() -> GrayPng.encodeEmpty(width, height)));
  }
}
