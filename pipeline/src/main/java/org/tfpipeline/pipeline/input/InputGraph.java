package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;

/**
 * The input of training as part of the training graph: records in, batches of 8-bit crops out, all
 * work and all threads in TensorFlow's runtime.
 *
 * <p>An epoch is one pass over the records in an order of its own; what becomes of the records that
 * do not fill a last batch is {@link Remainder}'s. {@link #startEpoch} can begin at any step of any
 * epoch, and what follows is exactly what an uninterrupted run would have seen: order and draws
 * depend on the seed, the epoch and the image's index alone.
 */
public final class InputGraph {

  private final DataConfig data;
  private final long seed;
  private final ImmutableList<Shard> shards;
  private final RecordStream records;
  private final Op makeIterator;
  private final ReplacedImages next;
  private final RecordProbe probe;

  private InputGraph(
      DataConfig data,
      long seed,
      ImmutableList<Shard> shards,
      RecordStream records,
      Op makeIterator,
      ReplacedImages next,
      RecordProbe probe) {
    this.data = data;
    this.seed = seed;
    this.shards = shards;
    this.records = records;
    this.makeIterator = makeIterator;
    this.next = next;
    this.probe = probe;
  }

  /**
   * Adds the input to a graph.
   *
   * @param function what becomes of each record
   * @param seed of the run
   * @param shards the files and how many records each has, see {@link TfRecordSource#countRecords}
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  static InputGraph create(
      Ops tf, DataConfig data, ImageFunction function, long seed, ImmutableList<Shard> shards) {
    long recordCount = recordCount(shards);
    if (data.remainder() == Remainder.DROP && recordCount < data.recordsPerStep()) {
      throw new IllegalArgumentException(
          "'%s' has %d records, fewer than one batch of %d; add data, lower data.batch_size or set data.remainder to REPEAT."
              .formatted(data.pattern(), recordCount, data.recordsPerStep()));
    }
    var input = tf.withSubScope("input").withDevice(cpu());
    RecordStream records;
    ImageStream images;
    try (var datasets = new Graph()) {
      var aside = Ops.create(datasets).withDevice(cpu());
      var asideRecords = RecordStream.create(aside, data);
      var asideImages = ImageStream.create(aside, asideRecords, data, function);
      var graph = (Graph) tf.scope().env();
      var moved = DatasetFunctions.move(datasets, graph, input.scope().makeOpName("datasets"));
      records = asideRecords.in(moved);
      images = asideImages.in(moved);
    }
    var types = images.types();
    var shapes = images.shapes();
    var iterator = input.data.iterator(input.scope().makeOpName("iterator"), "", types, shapes);
    var makeIterator = input.data.makeIterator(images.batches(), iterator);
    var components = input.data.iteratorGetNext(iterator, types, shapes).components();
    var next = usable(input, components, function.types().size());
    var probe = new RecordProbe(input, records, data.source(), shards);
    return new InputGraph(data, seed, shards, records, makeIterator, next, probe);
  }

  @SuppressWarnings("unchecked") // The type is that of LenientFunction.
  private static ReplacedImages usable(Ops tf, List<Output<?>> components, int count) {
    if (components.size() == count) {
      return new ReplacedImages(ImmutableList.copyOf(components), tf.constant(0L));
    }
    return ReplacedImages.of(
        tf, components.subList(0, count), (Operand<TBool>) components.get(count));
  }

  static DeviceSpec cpu() {
    return DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();
  }

  private static long recordCount(ImmutableList<Shard> shards) {
    return shards.stream().mapToLong(Shard::records).sum();
  }

  /** Batches in an epoch. */
  public long stepsPerEpoch() {
    return switch (data.remainder()) {
      case DROP -> recordCount(shards) / data.recordsPerStep();
      case REPEAT ->
          LongMath.divide(recordCount(shards), data.recordsPerStep(), RoundingMode.CEILING);
    };
  }

  /**
   * What one step gets, the outputs of the image function for each image; every run that fetches
   * from it moves on by one batch.
   */
  ImmutableList<Output<?>> next() {
    return next.components();
  }

  /**
   * How many images of {@link #next} are copies of others in place of bad ones, a scalar; only with
   * {@link BadRecords#SKIP} more than zero. To be fetched in the same run.
   */
  public Operand<TInt64> skipped() {
    return next.count();
  }

  /** Whether a step failed because not one image of its batch could be used. */
  public static boolean isWithoutImage(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).contains(ReplacedImages.NOT_ONE);
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
    var files =
        reading(epoch, step).segments().stream()
            .flatMap(segment -> segment.shards().stream())
            .map(Shard::file)
            .distinct()
            .collect(ImmutableList.toImmutableList());
    return probe.firstFault(session, data.batchSize(), files);
  }

  /** The files as the user named them. */
  String pattern() {
    return data.pattern();
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
    records.start(session, iterator, reading(epoch, step), epoch * recordsPerEpoch());
  }

  private EpochOrder.Reading reading(long epoch, long step) {
    return EpochOrder.of(shards, data, seed, epoch)
        .reading(step * data.recordsPerStep(), recordsPerEpoch());
  }

  private long recordsPerEpoch() {
    return stepsPerEpoch() * data.recordsPerStep();
  }
}
