package org.tfpipeline.pipeline.config;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.model.dino.LossConfig;
import org.tfpipeline.model.dino.ProjectionConfig;
import org.tfpipeline.model.optim.AdamWConfig;
import org.tfpipeline.model.optim.LarsConfig;
import org.tfpipeline.model.optim.OptimizerConfig;
import org.tfpipeline.model.optim.SgdConfig;
import org.tfpipeline.model.selfpatch.SelfPatchConfig;
import org.tfpipeline.model.vit.VitConfig;
import org.tfpipeline.pipeline.config.proto.Architecture;
import org.tfpipeline.pipeline.config.proto.Backbone;
import org.tfpipeline.pipeline.config.proto.Color;
import org.tfpipeline.pipeline.config.proto.Crops;
import org.tfpipeline.pipeline.config.proto.CustomShape;
import org.tfpipeline.pipeline.config.proto.Data;
import org.tfpipeline.pipeline.config.proto.Heads;
import org.tfpipeline.pipeline.config.proto.Loss;
import org.tfpipeline.pipeline.config.proto.Method;
import org.tfpipeline.pipeline.config.proto.Optimizer;
import org.tfpipeline.pipeline.config.proto.Pretraining;
import org.tfpipeline.pipeline.config.proto.Schedule;
import org.tfpipeline.pipeline.config.proto.SelfPatch;
import org.tfpipeline.pipeline.export.NetworkConfig;
import org.tfpipeline.pipeline.input.BadRecords;
import org.tfpipeline.pipeline.input.ColorConfig;
import org.tfpipeline.pipeline.input.DataConfig;
import org.tfpipeline.pipeline.input.Interpolation;
import org.tfpipeline.pipeline.input.MultiCropConfig;
import org.tfpipeline.pipeline.input.Remainder;
import org.tfpipeline.pipeline.input.ViewConfig;
import org.tfpipeline.pipeline.input.Worker;
import org.tfpipeline.pipeline.train.CheckpointConfig;
import org.tfpipeline.pipeline.train.PatchLevelConfig;
import org.tfpipeline.pipeline.train.RunConfig;
import org.tfpipeline.pipeline.train.ScheduleConfig;

/** Turns a complete, checked message into the records that the rest of the program knows. */
final class RunConfigs {

  /** The batch size for which {@code schedule.learning_rate} is meant. */
  private static final double REFERENCE_BATCH = 256;

  private RunConfigs() {}

  static RunConfig of(Pretraining message, ImmutableList<Path> files) {
    var logging = message.getLogging();
    var network = network(message);
    return new RunConfig(
        message.getName(),
        message.getSeed(),
        message.hasInitialWeights()
            ? Optional.of(Path.of(message.getInitialWeights()))
            : Optional.empty(),
        data(message.getData(), files),
        crops(message.getCrops()),
        network.backbone(),
        head(message.getHeads(), message.getHeads().getImagePrototypes()),
        network.selfPatch().map(aggregation -> patchLevel(message, aggregation)),
        loss(message.getLoss()),
        optimizer(message.getOptimizer()),
        message.getOptimizer().getClipNorm(),
        schedule(message.getSchedule(), message.getData().getBatchSize()),
        logging.getLogEverySteps(),
        logging.getCollapseSpread(),
        new CheckpointConfig(
            logging.getCheckpointEverySteps(),
            logging.getCheckpointEveryMinutes(),
            logging.getKeptCheckpoints(),
            logging.getKeptEveryEpochs()));
  }

  static NetworkConfig network(Pretraining message) {
    boolean alone = message.getMethod() == Method.DINO;
    return new NetworkConfig(
        backbone(message.getBackbone(), message.getCrops().getGlobal().getSize(), alone),
        alone ? Optional.empty() : Optional.of(selfPatch(message.getSelfpatch())));
  }

  private static PatchLevelConfig patchLevel(Pretraining message, SelfPatchConfig aggregation) {
    return new PatchLevelConfig(
        aggregation,
        head(message.getHeads(), message.getHeads().getPatchPrototypes()),
        message.getLoss().getPatchWeight());
  }

  private static DataConfig data(Data data, ImmutableList<Path> files) {
    return new DataConfig(
        String.join("', '", data.getPathList()), // Messages put quotes around it.
        files,
        data.getBatchSize(),
        data.getShuffleBuffer(),
        data.getInterleaveShards(),
        data.getParallelCalls(),
        data.getPrefetch(),
        remainder(data.getRemainder()),
        badRecords(data.getBadRecords()),
        data.getCacheInMemory(),
        Worker.ALONE);
  }

  private static BadRecords badRecords(Data.BadRecords badRecords) {
    return switch (badRecords) {
      case STOP -> BadRecords.STOP;
      case SKIP -> BadRecords.SKIP;
    };
  }

  private static Remainder remainder(Data.Remainder remainder) {
    return switch (remainder) {
      case DROP -> Remainder.DROP;
      case REPEAT -> Remainder.REPEAT;
    };
  }

  private static MultiCropConfig crops(Crops crops) {
    var global = crops.getGlobal();
    var local = crops.getLocal();
    var first =
        new ViewConfig(
            global.getMinArea(),
            global.getMaxArea(),
            global.getFirstBlurProbability(),
            global.getFirstSolarizeProbability());
    var second =
        new ViewConfig(
            global.getMinArea(),
            global.getMaxArea(),
            global.getSecondBlurProbability(),
            global.getSecondSolarizeProbability());
    var each =
        new ViewConfig(
            local.getMinArea(),
            local.getMaxArea(),
            local.getBlurProbability(),
            local.getSolarizeProbability());
    return new MultiCropConfig(
        global.getSize(),
        local.getSize(),
        ImmutableList.of(first, second),
        each,
        local.getCount(),
        color(crops.getColor()),
        interpolation(crops.getInterpolation()));
  }

  private static Interpolation interpolation(Crops.Interpolation interpolation) {
    return switch (interpolation) {
      case BICUBIC -> Interpolation.BICUBIC;
      case BILINEAR -> Interpolation.BILINEAR;
      case LANCZOS -> Interpolation.LANCZOS;
    };
  }

  private static ColorConfig color(Color color) {
    return new ColorConfig(
        color.getFlipProbability(),
        color.getJitterProbability(),
        color.getBrightness(),
        color.getContrast(),
        color.getSaturation(),
        color.getHue(),
        color.getGrayscaleProbability(),
        color.getMinBlurRadius(),
        color.getMaxBlurRadius());
  }

  private static VitConfig backbone(Backbone backbone, int globalSize, boolean classToken) {
    var shape = backbone.hasCustom() ? backbone.getCustom() : shapeOf(backbone.getArchitecture());
    return new VitConfig(
        backbone.hasImageSize() ? backbone.getImageSize() : globalSize,
        backbone.getPatchSize(),
        shape.getWidth(),
        shape.getDepth(),
        shape.getHeads(),
        backbone.getMlpRatio(),
        backbone.getDropPathRate(),
        classToken);
  }

  private static CustomShape shapeOf(Architecture architecture) {
    return switch (architecture) {
      case TINY -> shape(192, 3);
      case SMALL -> shape(384, 6);
      case BASE -> shape(768, 12);
    };
  }

  private static CustomShape shape(int width, int heads) {
    return CustomShape.newBuilder().setWidth(width).setDepth(12).setHeads(heads).build();
  }

  private static SelfPatchConfig selfPatch(SelfPatch head) {
    return new SelfPatchConfig(head.getBlocks(), head.getWindow(), head.getPositives());
  }

  private static ProjectionConfig head(Heads heads, int prototypes) {
    return new ProjectionConfig(
        heads.getHidden(), heads.getBottleneck(), prototypes, heads.getTrainableNorm());
  }

  private static LossConfig loss(Loss loss) {
    return new LossConfig(loss.getStudentTemperature(), loss.getCenterMomentum());
  }

  private static OptimizerConfig optimizer(Optimizer optimizer) {
    return switch (optimizer.getKind()) {
      case ADAMW ->
          new AdamWConfig(optimizer.getBeta1(), optimizer.getBeta2(), optimizer.getEpsilon());
      case SGD -> new SgdConfig(optimizer.getMomentum());
      case LARS -> new LarsConfig(optimizer.getMomentum(), optimizer.getTrustCoefficient());
    };
  }

  private static ScheduleConfig schedule(Schedule schedule, int batchSize) {
    return new ScheduleConfig(
        schedule.hasEpochs() ? schedule.getEpochs() : 0,
        schedule.hasSteps() ? schedule.getSteps() : 0,
        schedule.getWarmupEpochs(),
        schedule.getLearningRate() * batchSize / REFERENCE_BATCH,
        schedule.getStartLearningRate(),
        schedule.getFinalLearningRate(),
        schedule.getStartWeightDecay(),
        schedule.getFinalWeightDecay(),
        schedule.getTeacherMomentum(),
        schedule.getStartTeacherTemperature(),
        schedule.getTeacherTemperature(),
        schedule.getTeacherTemperatureWarmupEpochs(),
        schedule.getFrozenLastLayerEpochs());
  }
}
