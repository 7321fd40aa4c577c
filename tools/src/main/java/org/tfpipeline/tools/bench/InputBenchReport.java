package org.tfpipeline.tools.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.Locale;
import org.tfpipeline.pipeline.train.RunConfig;

/** What a measurement of the input found. */
public final class InputBenchReport {

  private final RunConfig config;
  private final long records;
  private final int rounds;
  private final ImmutableList<StageTimes> stages;
  private final ImmutableLongArray residentKilobytes;
  private final Machine machine = Machine.current();

  InputBenchReport(
      RunConfig config,
      long records,
      int rounds,
      ImmutableList<StageTimes> stages,
      ImmutableLongArray residentKilobytes) {
    this.config = config;
    this.records = records;
    this.rounds = rounds;
    this.stages = stages;
    this.residentKilobytes = residentKilobytes;
  }

  /** Returns one JSON object. */
  public JsonObject toJson() {
    var json = new JsonObject();
    json.addProperty("benchmark", "input");
    json.addProperty("configuration", config.name());
    json.add("machine", machineJson());
    json.addProperty("data", config.data().pattern());
    json.addProperty("records", records);
    json.addProperty("batch_size", config.data().batchSize());
    json.addProperty("views", views());
    json.addProperty("rounds", rounds);
    var entries = new JsonArray();
    for (int stage = 0; stage < stages.size(); stage++) {
      entries.add(stageJson(stage));
    }
    json.add("stages", entries);
    var memory = new JsonArray();
    residentKilobytes.forEach(memory::add);
    json.add("resident_kb", memory);
    return json;
  }

  private JsonObject machineJson() {
    var json = new JsonObject();
    json.addProperty("cpu", machine.cpu());
    json.addProperty("cores", machine.cores());
    json.addProperty("tensorflow", machine.tensorFlow());
    json.addProperty("java", machine.java());
    return json;
  }

  private JsonObject stageJson(int stage) {
    var times = stages.get(stage);
    var json = new JsonObject();
    json.addProperty("stage", name(times));
    json.addProperty("images", times.images());
    json.addProperty("images_per_second", times.imagesPerSecond());
    json.addProperty("images_per_second_per_core", times.imagesPerSecond() / machine.cores());
    json.addProperty("core_ms_per_image", times.coreMillisPerImage());
    json.addProperty("own_core_ms_per_image", own(stage));
    json.addProperty("share", share(stage));
    json.addProperty("skipped_images", times.skippedImages());
    return json;
  }

  /** Prints it for readers. */
  public void print(PrintStream out) {
    out.printf("%s, %d cores%n", machine.cpu(), machine.cores());
    out.printf("TensorFlow %s, Java %s%n", machine.tensorFlow(), machine.java());
    out.printf(
        "%s: %,d records, batches of %d, %s, median of %d rounds in turns%n",
        config.data().pattern(), records, config.data().batchSize(), views(), rounds);
    out.println();
    out.println("up to       images/s  per core  core-ms/image  of it own  share");
    for (int stage = 0; stage < stages.size(); stage++) {
      var times = stages.get(stage);
      out.printf(
          Locale.ROOT,
          "%-8s %,11.1f %9.1f %14.3f %10.3f %5.0f%%%n",
          name(times),
          times.imagesPerSecond(),
          times.imagesPerSecond() / machine.cores(),
          times.coreMillisPerImage(),
          own(stage),
          100 * share(stage));
    }
    var last = stages.get(stages.size() - 1);
    if (last.skippedImages() > 0) {
      out.println();
      out.printf("%,d of %,d images were bad and skipped%n", last.skippedImages(), last.images());
    }
    if (!residentKilobytes.isEmpty()) {
      out.println();
      out.println("resident memory of the last stage at first and after each tenth, MB");
      residentKilobytes.forEach(kilobytes -> out.printf(" %,d", kilobytes / 1000));
      out.println();
    }
  }

  private String views() {
    var crops = config.crops();
    return "%d×%d + %d×%d"
        .formatted(
            crops.globals().size(), crops.globalSize(), crops.localCount(), crops.localSize());
  }

  private static String name(StageTimes times) {
    return times.stage().name().toLowerCase(Locale.ROOT);
  }

  /** What a stage adds to those before; measured, so that it may come out a little below 0. */
  private double own(int stage) {
    double before = stage == 0 ? 0 : stages.get(stage - 1).coreMillisPerImage();
    return stages.get(stage).coreMillisPerImage() - before;
  }

  private double share(int stage) {
    return own(stage) / stages.get(stages.size() - 1).coreMillisPerImage();
  }
}
