package org.tfpipeline.tfrecords.schema;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An image with the objects in it.
 *
 * @param image the image
 * @param sourceId {@code image/source_id}: by what its collection knows the image
 * @param objects lists of one entry an object below {@code image/object}; perhaps none. All have
 *     masks or none has
 */
public record DetectionExample(
    ImageExample image, String sourceId, ImmutableList<AnnotatedObject> objects) {

  /** The features' names. */
  public static final String SOURCE_ID = "image/source_id";

  public static final String XMIN = "image/object/bbox/xmin";
  public static final String XMAX = "image/object/bbox/xmax";
  public static final String YMIN = "image/object/bbox/ymin";
  public static final String YMAX = "image/object/bbox/ymax";
  public static final String OBJECT_LABEL = "image/object/class/label";
  public static final String OBJECT_TEXT = "image/object/class/text";
  public static final String DIFFICULT = "image/object/difficult";
  public static final String CROWD = "image/object/is_crowd";
  public static final String AREA = "image/object/area";
  public static final String MASK = "image/object/mask";

  /** Refuses objects of which some have masks and others have none. */
  public DetectionExample {
    long masks = objects.stream().filter(object -> object.mask().isPresent()).count();
    if (masks != 0 && masks != objects.size()) {
      throw new IllegalArgumentException(
          "%d of %d objects have masks".formatted(masks, objects.size()));
    }
  }

  /** Serialises to a {@code tf.train.Example}; equal values give equal bytes. */
  public byte[] toBytes() {
    var features =
        image
            .features()
            .text(SOURCE_ID, sourceId)
            .floats(XMIN, each(object -> object.box().xmin()))
            .floats(XMAX, each(object -> object.box().xmax()))
            .floats(YMIN, each(object -> object.box().ymin()))
            .floats(YMAX, each(object -> object.box().ymax()))
            .int64s(OBJECT_LABEL, each(object -> object.label().index()))
            .byteStrings(
                OBJECT_TEXT, each(object -> ByteString.copyFromUtf8(object.label().text())))
            .int64s(DIFFICULT, each(object -> object.difficult() ? 1L : 0L))
            .int64s(CROWD, each(object -> object.crowd() ? 1L : 0L))
            .floats(AREA, each(AnnotatedObject::area));
    var masks = objects.stream().map(AnnotatedObject::mask).flatMap(Optional::stream).toList();
    if (!masks.isEmpty()) {
      features.byteStrings(MASK, masks);
    }
    return features.toBytes();
  }

  private <T> List<T> each(Function<AnnotatedObject, T> value) {
    return objects.stream().map(value).toList();
  }

  /**
   * Reads what {@link #toBytes} or another writer of the same names wrote. Boxes and labels must be
   * there; of the other features an absent one means none: no text, not difficult, no crowd, the
   * area 0.
   *
   * @throws SchemaException if a feature is missing, of another type, or of another length than
   *     there are boxes
   */
  public static DetectionExample parse(byte[] bytes) throws SchemaException {
    var features = FeatureReader.parse(bytes);
    List<Float> xmin = features.floats(XMIN);
    var columns = new Columns(xmin.size());
    List<Float> xmax = columns.required(XMAX, features.floats(XMAX));
    List<Float> ymin = columns.required(YMIN, features.floats(YMIN));
    List<Float> ymax = columns.required(YMAX, features.floats(YMAX));
    List<Long> labels = columns.required(OBJECT_LABEL, features.int64s(OBJECT_LABEL));
    List<ByteString> texts = columns.optional(OBJECT_TEXT, features.byteStrings(OBJECT_TEXT));
    List<Long> difficult = columns.optional(DIFFICULT, features.int64s(DIFFICULT));
    List<Long> crowd = columns.optional(CROWD, features.int64s(CROWD));
    List<Float> area = columns.optional(AREA, features.floats(AREA));
    List<ByteString> masks = columns.optional(MASK, features.byteStrings(MASK));
    var objects = ImmutableList.<AnnotatedObject>builder();
    for (int i = 0; i < xmin.size(); i++) {
      String text = texts.isEmpty() ? "" : texts.get(i).toStringUtf8();
      objects.add(
          new AnnotatedObject(
              new BoundingBox(xmin.get(i), xmax.get(i), ymin.get(i), ymax.get(i)),
              new ClassLabel(labels.get(i), text),
              !difficult.isEmpty() && difficult.get(i) != 0,
              !crowd.isEmpty() && crowd.get(i) != 0,
              area.isEmpty() ? 0 : area.get(i),
              masks.isEmpty() ? Optional.empty() : Optional.of(masks.get(i))));
    }
    return new DetectionExample(
        ImageExample.read(features), features.optionalText(SOURCE_ID).orElse(""), objects.build());
  }

  /** Holds features to the number of boxes. */
  private record Columns(int objects) {

    <T> List<T> required(String name, List<T> values) throws SchemaException {
      if (values.size() != objects) {
        throw new SchemaException(
            "feature %s has %d values, but there are %d in %s"
                .formatted(name, values.size(), objects, XMIN));
      }
      return values;
    }

    <T> List<T> optional(String name, List<T> values) throws SchemaException {
      return values.isEmpty() ? values : required(name, values);
    }
  }
}
