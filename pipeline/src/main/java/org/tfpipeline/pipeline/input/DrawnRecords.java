package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tfpipeline.tfrecords.schema.ImageExample;

/**
 * A second pass over the records of an input, beside its batches: for the names and sizes of the
 * images and the boxes of their views, which the batches do without.
 */
final class DrawnRecords {

  private final Op makeIterator;
  private final Operand<TInt64> nextIndex;
  private final Operand<TString> nextExample;
  private final Placeholder<TInt64> imageIndex;
  private final Placeholder<TString> example;
  private final Operand<TInt32> shape;
  private final MultiCrop.Draws draws;

  /** Adds it to the graph of an input whose crops have the given settings. */
  DrawnRecords(Ops tf, InputGraph input, MultiCropConfig crops, long seed) {
    var scope = tf.withSubScope("drawn").withDevice(InputGraph.cpu());
    var types = RecordStream.TYPES;
    var shapes = RecordStream.SHAPES;
    var iterator = scope.data.iterator(scope.scope().makeOpName("iterator"), "", types, shapes);
    makeIterator = scope.data.makeIterator(input.records().dataset(), iterator);
    var components = scope.data.iteratorGetNext(iterator, types, shapes).components();
    nextIndex = index(components);
    nextExample = example(components);
    imageIndex = scope.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    example = scope.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    shape = scope.shape(EncodedImage.parse(scope, example).decode(scope));
    draws = new MultiCrop(crops, seed).draw(scope, shape, imageIndex);
  }

  @SuppressWarnings("unchecked") // The types are those of the record stream.
  private static Operand<TInt64> index(List<Output<?>> components) {
    return (Operand<TInt64>) components.get(0);
  }

  @SuppressWarnings("unchecked") // Likewise.
  private static Operand<TString> example(List<Output<?>> components) {
    return (Operand<TString>) components.get(1);
  }

  /** Makes the pass; see {@link InputGraph#start}. */
  Op makeIterator() {
    return makeIterator;
  }

  /**
   * What a record gives before its colours.
   *
   * @param boxes of all views
   * @param flips of all views
   */
  record Drawn(
      long index, String name, int height, int width, List<DrawnBox> boxes, List<Boolean> flips) {}

  /** The next records of the pass by their indices. */
  ImmutableMap<Long, byte[]> next(Session session, int count) {
    var examples = ImmutableMap.<Long, byte[]>builder();
    for (int i = 0; i < count; i++) {
      try (var record = session.runner().fetch(nextIndex).fetch(nextExample).run()) {
        examples.put(
            ((TInt64) record.get(0)).getLong(), ((TString) record.get(1)).asBytes().getObject());
      }
    }
    return examples.buildOrThrow();
  }

  /** What the record of the given index gives, which holds an image. */
  Drawn draw(Session session, long index, byte[] bytes) {
    try (var fedIndex = TInt64.scalarOf(index);
        var fedExample = TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
        var result =
            session
                .runner()
                .feed(imageIndex, fedIndex)
                .feed(example, fedExample)
                .fetch(shape)
                .fetch(draws.boxes())
                .fetch(draws.flips())
                .run()) {
      var size = (TInt32) result.get(0);
      var boxes = (TInt32) result.get(1);
      var flips = (TInt32) result.get(2);
      int views = Math.toIntExact(boxes.shape().get(0));
      return new Drawn(
          index,
          ImageExample.filename(bytes).orElse(""),
          size.getInt(0),
          size.getInt(1),
          IntStream.range(0, views).mapToObj(view -> box(boxes, view)).toList(),
          IntStream.range(0, views).mapToObj(view -> flips.getInt(view, 0) == 1).toList());
    }
  }

  private static DrawnBox box(TInt32 boxes, int view) {
    return new DrawnBox(
        boxes.getInt(view, 0), boxes.getInt(view, 1), boxes.getInt(view, 2), boxes.getInt(view, 3));
  }
}
