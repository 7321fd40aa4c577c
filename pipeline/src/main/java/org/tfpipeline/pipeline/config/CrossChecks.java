package org.tfpipeline.pipeline.config;

import org.tfpipeline.pipeline.config.proto.Method;
import org.tfpipeline.pipeline.config.proto.Pretraining;

/** Holds fields against each other. What a single field may be is in the schema. */
final class CrossChecks {

  private final Pretraining configuration;
  private final Origins origins;

  CrossChecks(Pretraining configuration, Origins origins) {
    this.configuration = configuration;
    this.origins = origins;
  }

  /**
   * Checks everything.
   *
   * @throws ConfigurationException for the first fields that do not fit together
   */
  void check() {
    checkShape();
    if (hasNeighborhoods()) {
      checkNeighborhood();
      require(
          configuration.getCrops().getLocal().getCount() > 0,
          "crops.local.count must be at least 1 with method DINO_SELFPATCH; only DINO does without local crops.",
          "crops.local.count",
          "method");
    }
    checkCrop("crops.global.size", configuration.getCrops().getGlobal().getSize());
    checkCrop("crops.local.size", configuration.getCrops().getLocal().getSize());
    if (configuration.getBackbone().hasImageSize()) {
      checkWholePatches("backbone.image_size", configuration.getBackbone().getImageSize(), 1);
    }
    checkOrder();
    checkSchedule();
  }

  private boolean hasNeighborhoods() {
    return configuration.getMethod() == Method.DINO_SELFPATCH;
  }

  private void checkShape() {
    var backbone = configuration.getBackbone();
    if (!backbone.hasCustom()) {
      return;
    }
    var custom = backbone.getCustom();
    require(
        custom.hasWidth() && custom.hasDepth() && custom.hasHeads(),
        "backbone.custom needs all of width, depth and heads.",
        "backbone.custom",
        "backbone.custom.width",
        "backbone.custom.depth",
        "backbone.custom.heads");
    require(
        custom.getWidth() % custom.getHeads() == 0,
        "backbone.custom.width (%d) must be a multiple of backbone.custom.heads (%d)."
            .formatted(custom.getWidth(), custom.getHeads()),
        "backbone.custom.width",
        "backbone.custom.heads");
  }

  private void checkNeighborhood() {
    var head = configuration.getSelfpatch();
    require(
        head.getWindow() % 2 == 1,
        "selfpatch.window must be an odd number, not %d.".formatted(head.getWindow()),
        "selfpatch.window");
    int neighbors = head.getWindow() * head.getWindow() - 1;
    require(
        head.getPositives() <= neighbors,
        "selfpatch.positives (%d) must be at most %d, the neighbours in a selfpatch.window of %d."
            .formatted(head.getPositives(), neighbors, head.getWindow()),
        "selfpatch.positives",
        "selfpatch.window");
  }

  private void checkCrop(String path, int size) {
    if (!hasNeighborhoods()) {
      checkWholePatches(path, size, 1);
      return;
    }
    int patch = configuration.getBackbone().getPatchSize();
    int window = configuration.getSelfpatch().getWindow();
    checkWholePatches(path, size, window);
    require(
        size / patch >= window,
        "%s (%d) gives %d patches a side; selfpatch.window (%d) needs at least %d pixels."
            .formatted(path, size, size / patch, window, window * patch),
        path,
        "selfpatch.window",
        "backbone.patch_size");
  }

  private void checkWholePatches(String path, int size, int fewestPatches) {
    int patch = configuration.getBackbone().getPatchSize();
    int nearest = Math.max(fewestPatches, Math.round((float) size / patch)) * patch;
    require(
        size % patch == 0,
        "%s (%d) must be a multiple of backbone.patch_size (%d), such as %d."
            .formatted(path, size, patch, nearest),
        path,
        "backbone.patch_size");
  }

  private void checkOrder() {
    var global = configuration.getCrops().getGlobal();
    var local = configuration.getCrops().getLocal();
    var color = configuration.getCrops().getColor();
    requireOrder("crops.global.", "min_area", global.getMinArea(), "max_area", global.getMaxArea());
    requireOrder("crops.local.", "min_area", local.getMinArea(), "max_area", local.getMaxArea());
    requireOrder(
        "crops.color.",
        "min_blur_radius",
        color.getMinBlurRadius(),
        "max_blur_radius",
        color.getMaxBlurRadius());
  }

  private void checkSchedule() {
    var schedule = configuration.getSchedule();
    if (schedule.hasEpochs()) {
      requireWithinRun("schedule.warmup_epochs", schedule.getWarmupEpochs());
      requireWithinRun(
          "schedule.teacher_temperature_warmup_epochs",
          schedule.getTeacherTemperatureWarmupEpochs());
    }
  }

  private void requireWithinRun(String path, int epochs) {
    int length = configuration.getSchedule().getEpochs();
    require(
        epochs <= length,
        "%s (%d) must be at most schedule.epochs (%d).".formatted(path, epochs, length),
        path,
        "schedule.epochs");
  }

  private void requireOrder(
      String group, String low, double lowValue, String high, double highValue) {
    require(
        lowValue <= highValue,
        "%s%s (%s) must be at most %s%s (%s)."
            .formatted(group, low, ValueText.of(lowValue), group, high, ValueText.of(highValue)),
        group + low,
        group + high);
  }

  private void require(boolean condition, String message, String... paths) {
    if (!condition) {
      throw origins.failure(message, paths);
    }
  }
}
