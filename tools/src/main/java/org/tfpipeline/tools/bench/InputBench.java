package org.tfpipeline.tools.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.input.InputStage;
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
    var shards = config.data().source().countRecords();
    var inputs = new ArrayList<StagedInput>();
    try {
      for (var stage : InputStage.values()) {
        inputs.add(
            StagedInput.open(
                stage, config.data(), config.crops(), config.seed(), shards, sessionConfig));
      }
      return measure(inputs, shards.stream().mapToLong(Shard::records).sum());
    } finally {
      inputs.forEach(StagedInput::close);
    }
  }

  private InputBenchReport measure(List<StagedInput> inputs, long records) throws IOException {
    var times = ImmutableList.<StageTimes>builder();
    for (var stage : InputStage.values()) {
      times.add(new StageTimes(stage, (long) batchesOfRound * config.data().batchSize()));
    }
    var stages = times.build();
    for (var input : inputs) {
      input.runBatch();
      input.rest();
    }
    var memory = new ResidentMemory((long) rounds * batchesOfRound * inputs.size());
    for (int round = 0; round < rounds; round++) {
      for (int stage = 0; stage < inputs.size(); stage++) {
        measureRound(inputs.get(stage), stages.get(stage), memory);
      }
    }
    return new InputBenchReport(config, records, rounds, stages, memory.samples());
  }

  private void measureRound(StagedInput input, StageTimes times, ResidentMemory memory)
      throws IOException {
    input.runBatch(); // The first one finds nothing prepared.
    long wall = System.nanoTime();
    long core = coreNanos();
    for (int batch = 0; batch < batchesOfRound; batch++) {
      input.runBatch();
      memory.batchDone();
    }
    times.add((System.nanoTime() - wall) / 1e9, (coreNanos() - core) / 1e9);
    input.rest();
  }

  /** What all threads of this process have used so far. */
  private static long coreNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
