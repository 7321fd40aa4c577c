package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;
import org.tensorflow.proto.ConfigProto;
import org.tfpipeline.pipeline.config.Configuration;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.config.Setting;
import org.tfpipeline.pipeline.device.SessionConfig;
import org.tfpipeline.pipeline.eval.FeatureExtractor;
import org.tfpipeline.pipeline.eval.KnnEvaluation;
import org.tfpipeline.pipeline.eval.TeacherEntropy;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.export.PretrainedNetwork;
import org.tfpipeline.pipeline.input.TfRecordSource;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.pipeline.train.StudentProgress;
import org.tfpipeline.tfrecords.RecordFiles;

/** {@code tfpipeline eval}: what frozen features are worth, and whether a run has learned. */
final class EvalCommand implements Command {

  @Argument(metaVar = "KIND", required = true, usage = "knn or learning")
  private String kind;

  @Option(name = "--run", metaVar = "DIR", required = true, usage = "run directory")
  private String runFolder;

  @Option(
      name = "--data",
      metaVar = "PATH",
      usage = "TFRecords with images of known classes (default: the run's training data)")
  private String data;

  @Option(
      name = "--test",
      metaVar = "PATH",
      required = true,
      usage = "TFRecords with the images to classify")
  private String test;

  @Option(name = "--neighbors", metaVar = "K", usage = "how many neighbours vote (default: 20)")
  private int neighbors = 20;

  @Option(name = "--json", usage = "print one JSON object")
  private boolean json;

  @Option(name = "--device", metaVar = "DEVICE", usage = "cpu, gpu or gpu:N (default: the run's)")
  private String device;

  @Override
  public int run(Console console) throws Exception {
    checkFlags();
    var run = RunDirectory.existing(LocalPaths.parse("--run", runFolder));
    var checkpoint = RunCheckpoint.newest(run, console);
    var configuration = Configuration.load(run.configuration(), settings());
    var knn =
        new KnnEvaluation(
            known(configuration), new TfRecordSource(test, RecordFiles.find(test)), neighbors);
    var sessionConfig = SessionConfig.of(configuration.device());
    var result =
        kind.equals("knn")
            ? knn(configuration.network(), sessionConfig, checkpoint.prefix(), knn)
            : learning(run, configuration, sessionConfig, checkpoint, knn);
    print(console, result);
    return 0;
  }

  private void checkFlags() {
    switch (kind) {
      case "knn", "learning" -> {}
      case "linear", "segmentation", "video" -> throw new NotBuiltException("eval " + kind);
      default ->
          throw new UsageException("eval knows knn and learning, not \"%s\".".formatted(kind));
    }
    if (neighbors < 1) {
      throw new UsageException("--neighbors must be at least 1, not %d.".formatted(neighbors));
    }
    LocalPaths.parse("--test", test);
    if (data != null) {
      LocalPaths.parse("--data", data);
    }
  }

  private ImmutableList<Setting> settings() {
    return device == null
        ? ImmutableList.of()
        : ImmutableList.of(new Setting("--device " + device, "execution.device", device));
  }

  private TfRecordSource known(Configuration configuration) throws IOException {
    if (data == null) {
      return configuration.resolve().data().source();
    }
    return new TfRecordSource(data, RecordFiles.findTraining(data));
  }

  private static JsonObject knn(
      NetworkConfig network, ConfigProto sessionConfig, Path prefix, KnnEvaluation knn)
      throws IOException {
    var numbers = new JsonObject();
    numbers.addProperty("knn_accuracy", accuracy(network, sessionConfig, prefix, knn));
    return numbers;
  }

  private static double accuracy(
      NetworkConfig network, ConfigProto sessionConfig, Path prefix, KnnEvaluation knn)
      throws IOException {
    try (var extractor =
        FeatureExtractor.open(network, sessionConfig, prefix, PretrainedNetwork.TEACHER)) {
      return knn.accuracy(extractor);
    }
  }

  private static JsonObject learning(
      RunDirectory run,
      Configuration configuration,
      ConfigProto sessionConfig,
      RunDirectory.SavedCheckpoint checkpoint,
      KnnEvaluation knn)
      throws IOException {
    var config = configuration.resolve();
    var network = configuration.network();
    // First, because a metrics file that cannot be read should not cost minutes.
    var entropy = TeacherEntropy.read(run.metrics(), config.imageHead().prototypes());
    var numbers = new JsonObject();
    var folder = Files.createTempDirectory("tfpipeline-untrained");
    try {
      var untrained = folder.resolve("ckpt");
      var student = StudentProgress.measure(config, sessionConfig, checkpoint, untrained);
      numbers.addProperty("untrained_student_loss", student.untrained());
      numbers.addProperty("trained_student_loss", student.trained());
      numbers.addProperty("smallest_teacher_entropy_share", entropy.smallest());
      numbers.addProperty("largest_teacher_entropy_share", entropy.largest());
      numbers.addProperty("last_teacher_entropy_share", entropy.last());
      numbers.addProperty(
          "untrained_knn_accuracy", accuracy(network, sessionConfig, untrained, knn));
      numbers.addProperty(
          "trained_knn_accuracy", accuracy(network, sessionConfig, checkpoint.prefix(), knn));
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return numbers;
  }

  private void print(Console console, JsonObject numbers) {
    if (json) {
      console.out().println(numbers);
      return;
    }
    for (var name : List.copyOf(numbers.keySet())) {
      console
          .out()
          .printf(
              Locale.ROOT, "%-32s %.4f%n", name.replace('_', ' '), numbers.get(name).getAsDouble());
    }
  }
}
