package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.pipeline.device.Device;
import org.tfpipeline.pipeline.device.SessionConfig;

final class ColorPlacementTest {

  /** Of the sizes of the paper: operations may choose their way by the size of a tensor. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void viewsAreTheSameWhereverTheirColorsAreChanged(int locals) {
    assertThat(views(ColorPlacement.WITH_CROPS, locals))
        .isEqualTo(views(ColorPlacement.ON_DEVICE, locals));
  }

  @Test
  void withoutGpuColorsAreChangedWithTheCrops() {
    assertThat(ColorPlacement.of(SessionConfig.of(new Device.Cpu())))
        .isEqualTo(ColorPlacement.WITH_CROPS);
  }

  private static List<List<Float>> views(ColorPlacement colors, int locals) {
    var color = Step.CROPS.color();
    var crops =
        new MultiCropConfig(
            224,
            96,
            Step.CROPS.globals(),
            Step.CROPS.local(),
            locals,
            color,
            Interpolation.BICUBIC);
    var files = TinyRecords.files();
    var data =
        new DataConfig(
            "tiny", files, 4, 4, 2, 2, 1, Remainder.DROP, BadRecords.STOP, false, Worker.ALONE);
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var views = TrainingViews.create(tf, data, crops, 7, colors, TinyRecords.shards());
      views.input().startEpoch(session, 0, 0);
      try (var step = session.runner().fetch(views.globals()).fetch(views.locals()).run()) {
        return List.of(values((TFloat32) step.get(0)), values((TFloat32) step.get(1)));
      }
    }
  }

  private static List<Float> values(TFloat32 tensor) {
    return tensor.streamOfObjects().toList();
  }
}
