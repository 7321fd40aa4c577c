package org.tfpipeline.tools.bench;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.input.InputStage;
import org.tfpipeline.pipeline.input.OpenShards;
import org.tfpipeline.pipeline.input.Shard;
import org.tfpipeline.pipeline.input.StagedInput;
import org.tfpipeline.pipeline.train.RunConfig;

/**
 * Measures the input of training up to each of its stages, all of them in one process and in turns,
 * so that what else the machine does hits all alike.
 *
 * @param config whose input
 * @param sessionConfig which devices it may use
 * @param rounds how often each stage has its turn
 * @param batchesOfRound in each turn, not counting one before it
 */
public record InputBench(
    RunConfig config, ConfigProto sessionConfig, int rounds, int batchesOfRound) {

  /**
   * Measures.
   *
   * @throws IOException in one sentence, if the data cannot be read
   * @throws IllegalArgumentException if there are not enough records for one batch
   */
  public InputBenchReport run() throws IOException {
    try (var opened = OpenShards.of(config.data())) {
      var stages =
          Stream.of(InputStage.values())
              .map(
                  stage -> new StageTimes(stage, (long) batchesOfRound * config.data().batchSize()))
              .collect(toImmutableList());
      var memory = new ResidentMemory((long) rounds * batchesOfRound);
      for (int round = 0; round < rounds; round++) {
        for (var stage : stages) {
          measureRound(stage, opened.shards(), memory);
        }
      }
      long records = opened.shards().stream().mapToLong(Shard::records).sum();
      return new InputBenchReport(config, records, rounds, stages, memory.samples());
    }
  }

  /** One input at a time: the threads and the memory of another one slow it down, even at rest. */
  private void measureRound(StageTimes times, ImmutableList<Shard> shards, ResidentMemory memory)
      throws IOException {
    try (var input =
        StagedInput.open(
            times.stage(), config.data(), config.crops(), config.seed(), shards, sessionConfig)) {
      input.runBatch(); // The first one finds nothing prepared.
      boolean followed = times.stage() == InputStage.COLOR;
      if (followed) {
        memory.begin();
      }
      long skipped = 0;
      long wall = System.nanoTime();
      long core = coreNanos();
      for (int batch = 0; batch < batchesOfRound; batch++) {
        skipped += input.runBatch();
        if (followed) {
          memory.batchDone();
        }
      }
      times.add((System.nanoTime() - wall) / 1e9, (coreNanos() - core) / 1e9, skipped);
    }
  }

  /** What all threads of this process have used so far. */
  private static long coreNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
