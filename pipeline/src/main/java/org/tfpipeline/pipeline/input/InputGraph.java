package org.tfpipeline.pipeline.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.data.ParallelMapDataset;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The input of training as part of the training graph: records in, batches of 8-bit crops out, all
 * work and all threads in TensorFlow's runtime.
 *
 * <p>An epoch is one pass over the records in an order of its own; the records that do not fill a
 * last batch are left out. {@link #startEpoch} can begin at any step of any epoch, and what follows
 * is exactly what an uninterrupted run would have seen: order and draws depend on the seed, the
 * epoch and the image's index alone.
 */
public final class InputGraph {

  private static final long AUTOTUNE = -1;

  private final DataConfig data;
  private final long seed;
  private final long recordCount;
  private final RecordStream records;
  private final Op makeIterator;
  private final CropBatch next;
  private final RecordProbe probe;

  private InputGraph(
      DataConfig data,
      long seed,
      long recordCount,
      RecordStream records,
      Op makeIterator,
      CropBatch next,
      RecordProbe probe) {
    this.data = data;
    this.seed = seed;
    this.recordCount = recordCount;
    this.records = records;
    this.makeIterator = makeIterator;
    this.next = next;
    this.probe = probe;
  }

  /**
   * Adds the input to a graph.
   *
   * @param recordCount records in the files, see {@link TfRecordSource#countRecords}
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public static InputGraph create(
      Ops tf, DataConfig data, MultiCropConfig crops, long seed, long recordCount) {
    if (recordCount < data.batchSize()) {
      throw new IllegalArgumentException(
          "'%s' has %d records, fewer than one batch of %d; add data or lower the batch size."
              .formatted(data.pattern(), recordCount, data.batchSize()));
    }
    var input = tf.withSubScope("input").withDevice(cpu());
    var records = RecordStream.create(input, data.shuffleBuffer());
    var batches = batches(input, records, data, crops, seed);
    var types = CropFunction.TYPES;
    var shapes = CropFunction.shapes(crops, data.batchSize());
    var iterator = input.data.iterator(input.scope().makeOpName("iterator"), "", types, shapes);
    var makeIterator = input.data.makeIterator(batches, iterator);
    var components = input.data.iteratorGetNext(iterator, types, shapes).components();
    var probe = new RecordProbe(input, records, data.source());
    return new InputGraph(
        data, seed, recordCount, records, makeIterator, CropFunction.batch(components), probe);
  }

  private static Operand<? extends TType> batches(
      Ops tf, RecordStream records, DataConfig data, MultiCropConfig crops, long seed) {
    var types = CropFunction.TYPES;
    try (var function = CropFunction.create(crops, seed)) {
      var images =
          tf.data.parallelMapDataset(
              records.dataset(),
              List.of(),
              tf.constant(parallelCalls(data)),
              function,
              types,
              CropFunction.shapes(crops),
              ParallelMapDataset.deterministic("true"),
              ParallelMapDataset.preserveCardinality(true));
      var shapes = CropFunction.shapes(crops, data.batchSize());
      var batches =
          tf.data.batchDataset(
              images, tf.constant((long) data.batchSize()), tf.constant(true), types, shapes);
      return tf.data.prefetchDataset(batches, tf.constant((long) data.prefetch()), types, shapes);
    }
  }

  /** As tf.data counts them. */
  static long parallelCalls(DataConfig data) {
    return data.parallelCalls() == 0 ? AUTOTUNE : data.parallelCalls();
  }

  static DeviceSpec cpu() {
    return DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();
  }

  /** Whole batches in an epoch. */
  public long stepsPerEpoch() {
    return recordCount / data.batchSize();
  }

  /** What one step gets; every run that fetches from it moves on by one batch. */
  public CropBatch next() {
    return next;
  }

  /**
   * Makes {@link #next} begin with the given step of the given epoch.
   *
   * @param epoch counted from 0
   * @param step within the epoch, counted from 0
   */
  public void startEpoch(Session session, long epoch, long step) {
    start(session, makeIterator, epoch, step);
  }

  /**
   * Looks for the record that made a step fail, which what TensorFlow throws does not name.
   *
   * @return file, record, fault and remedy in one sentence; nothing if the records are fine and the
   *     step failed for another reason
   */
  public Optional<IOException> explainFailure(Session session, long epoch, long step) {
    start(session, probe.makeIterator(), epoch, step);
    return probe.firstFault(session, data.batchSize());
  }

  /** The undecoded records of an epoch, for iterators besides that of {@link #next}. */
  RecordStream records() {
    return records;
  }

  Op makeIterator() {
    return makeIterator;
  }

  /** Makes an iterator over {@link #records} begin as {@link #startEpoch} does. */
  void start(Session session, Op iterator, long epoch, long step) {
    var order = EpochOrder.of(data.files(), seed, epoch);
    var paths = order.files().stream().map(Path::toString).toArray(String[]::new);
    try (var files = TString.vectorOf(paths);
        var shuffleSeed = TInt64.scalarOf(order.shuffleSeed());
        var shuffleSeed2 = TInt64.scalarOf(order.shuffleSeed2());
        var firstIndex = TInt64.scalarOf(epoch * stepsPerEpoch() * data.batchSize());
        var skipped = TInt64.scalarOf(step * data.batchSize())) {
      session
          .runner()
          .feed(records.files(), files)
          .feed(records.shuffleSeed(), shuffleSeed)
          .feed(records.shuffleSeed2(), shuffleSeed2)
          .feed(records.firstIndex(), firstIndex)
          .feed(records.skipped(), skipped)
          .addTarget(iterator)
          .run()
          .close();
    }
  }
}
