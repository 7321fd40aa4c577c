package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;

/**
 * Finds out which record made a step fail. What TensorFlow reports from within tf.data names
 * neither file nor image, so the records of that step are read and decoded once more, one by one.
 */
final class RecordProbe {

  private final TfRecordSource source;
  private final ImmutableList<Shard> shards;
  private final Op makeIterator;
  private final Operand<TString> next;
  private final Placeholder<TString> suspect;
  private final EncodedImage image;
  private final Operand<TUint8> pixels;

  /**
   * A probe of a record stream.
   *
   * @param shards the files of {@code source} as they were when training started
   */
  RecordProbe(Ops tf, RecordStream records, TfRecordSource source, ImmutableList<Shard> shards) {
    var types = RecordStream.TYPES;
    var shapes = RecordStream.SHAPES;
    var iterator = tf.data.iterator(tf.scope().makeOpName("probe"), "", types, shapes);
    this.source = source;
    this.shards = shards;
    this.makeIterator = tf.data.makeIterator(records.dataset(), iterator);
    this.next = example(tf.data.iteratorGetNext(iterator, types, shapes).components());
    this.suspect = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    this.image = EncodedImage.parse(tf, suspect);
    this.pixels = image.decode(tf);
  }

  @SuppressWarnings("unchecked") // The types are those of the record stream.
  private static Operand<TString> example(List<Output<?>> components) {
    return (Operand<TString>) components.get(1);
  }

  /** Starts the probe's own pass over the records; it takes the feeds of the record stream. */
  Op makeIterator() {
    return makeIterator;
  }

  /**
   * The first fault among the next {@code count} records, in one sentence.
   *
   * @param files that hold them, those of the first records first
   */
  Optional<IOException> firstFault(Session session, int count, ImmutableList<Path> files) {
    try {
      for (int i = 0; i < count; i++) {
        byte[] example = next(session, files);
        if (!runs(session, image.bytes(), example)) {
          return fault(
              example,
              files,
              "is not a tf.train.Example with the feature '" + ImageExample.ENCODED + "'");
        }
        if (!runs(session, pixels, example)) {
          return fault(example, files, "holds an image that does not decode as JPEG or PNG");
        }
      }
      return Optional.empty();
    } catch (FileSystemException e) {
      return Optional.of(
          new IOException(
              "'%s' can no longer be read; put it back and start again, the run goes on where it was."
                  .formatted(e.getFile()),
              e));
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private byte[] next(Session session, ImmutableList<Path> files) throws IOException {
    try (var result = session.runner().fetch(next).run()) {
      return ((TString) result.get(0)).asBytes().getObject();
    } catch (RuntimeException e) { // TensorFlow's exceptions have no closer ancestor in common.
      // Reading every record once more names the file and the place of a damage.
      TfRecordSource.locate(new byte[0], files);
      checkCounts();
      throw new IOException(
          "The records of '%s' could not be read on; did the files change while training ran?"
              .formatted(source.pattern()),
          e);
    }
  }

  private void checkCounts() throws IOException {
    for (var shard : shards) {
      long records = RecordReader.count(shard.file());
      if (records != shard.records()) {
        throw new IOException(
            "'%s' has %,d records now and had %,d when training started; put it back and start again, the run goes on where it was."
                .formatted(shard.file(), records, shard.records()));
      }
    }
  }

  private boolean runs(Session session, Operand<?> output, byte[] example) {
    try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(example))) {
      session.runner().feed(suspect, fed).fetch(output).run().close();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Optional<IOException> fault(byte[] example, ImmutableList<Path> files, String fault)
      throws IOException {
    var place =
        TfRecordSource.locate(example, files)
            .orElse("A record of '%s'".formatted(source.pattern()));
    var name = ImageExample.filename(example).map(" (%s)"::formatted).orElse("");
    return Optional.of(
        new IOException(
            "%s%s %s; convert the images again with --skip-bad, or set data.bad_records to SKIP."
                .formatted(place, name, fault)));
  }
}
