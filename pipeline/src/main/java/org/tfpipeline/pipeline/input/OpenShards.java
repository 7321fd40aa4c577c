package org.tfpipeline.pipeline.input;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.UUID;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;

/**
 * The shards of a data set for as long as they are read; if so configured, as copies in memory.
 *
 * <p>The copies lie in TensorFlow's own file system in memory, where its readers find them.
 */
public final class OpenShards implements AutoCloseable {

  private final ImmutableList<Shard> shards;
  private final boolean areCopies;

  private OpenShards(ImmutableList<Shard> shards, boolean areCopies) {
    this.shards = shards;
    this.areCopies = areCopies;
  }

  /**
   * Looks into all files and counts their records, and reads them to memory if that is asked for.
   *
   * @throws IOException in one sentence, if a file is not a TFRecord file or is cut off, if there
   *     is not a single record, or if there is less memory than data
   */
  public static OpenShards of(DataConfig data) throws IOException {
    if (!data.cachedInMemory()) {
      return new OpenShards(data.source().countRecords(), false);
    }
    checkMemory(data);
    var shards = data.source().countRecords();
    // Names in this file system are the process's.
    var folder = "ram://" + UUID.randomUUID();
    var copies =
        IntStream.range(0, shards.size())
            .mapToObj(i -> shards.get(i).at("%s/%d".formatted(folder, i)))
            .collect(toImmutableList());
    var opened = new OpenShards(copies, true);
    try {
      opened.copy();
      return opened;
    } catch (TensorFlowException e) {
      opened.close();
      throw new IOException(
          "'%s' could not be read to memory; look for damage with 'tfpipeline inspect', or set data.cache_in_memory to false."
              .formatted(data.pattern()),
          e);
    }
  }

  private static void checkMemory(DataConfig data) throws IOException {
    long bytes = 0;
    for (var file : data.files()) {
      bytes += Files.size(file);
    }
    long memory =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    if (bytes > memory) {
      throw new IOException(
          "'%s' has %,d MB and this machine %,d MB of memory; set data.cache_in_memory to false."
              .formatted(data.pattern(), bytes >> 20, memory >> 20));
    }
  }

  /** The files, with how many records each has. */
  public ImmutableList<Shard> shards() {
    return shards;
  }

  private void copy() {
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var from = name(tf);
      var to = name(tf);
      var copy = tf.io.writeFile(to, tf.io.readFile(from));
      try (var session = new Session(graph)) {
        for (var shard : shards) {
          try (var source = TString.scalarOf(shard.file().toString());
              var target = TString.scalarOf(shard.location())) {
            session.runner().feed(from, source).feed(to, target).addTarget(copy).run().close();
          }
        }
      }
    }
  }

  private static Placeholder<TString> name(Ops tf) {
    return tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Frees the memory. There is no operation that deletes a file, but there is one that begins a
   * file anew.
   */
  @Override
  public void close() {
    if (!areCopies) {
      return;
    }
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      var file = name(tf);
      var emptied = overwrite(tf, file);
      try (var session = new Session(graph)) {
        for (var shard : shards) {
          try (var name = TString.scalarOf(shard.location())) {
            session.runner().feed(file, name).addTarget(emptied).run().close();
          }
        }
      }
    }
  }

  /** The typed {@code tf.train.save} writes a bundle of other files; this op, one file anew. */
  private static Operation overwrite(Ops tf, Operand<TString> file) {
    var scope = tf.scope();
    return scope
        .env()
        .opBuilder("Save", scope.makeOpName("Save"), scope)
        .addInput(file.asOutput())
        .addInput(tf.array("nothing").asOutput())
        .addInputList(new Output<?>[] {tf.constant(0f).asOutput()})
        .build();
  }
}
