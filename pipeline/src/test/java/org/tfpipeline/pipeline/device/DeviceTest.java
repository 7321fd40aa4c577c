package org.tfpipeline.pipeline.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @Test
  void readsEveryForm() {
    assertThat(Device.parse("cpu")).isEqualTo(new Device.Cpu());
    assertThat(Device.parse("gpu")).isEqualTo(new Device.Gpu(0));
    assertThat(Device.parse("gpu:3")).isEqualTo(new Device.Gpu(3));
    assertThat(Device.parse("auto")).isEqualTo(new Device.Auto());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu:0", "gpu:12", "auto"})
  void printsWhatItReads(String text) {
    assertThat(Device.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GPU", "gpu:", "gpu:-1", "gpu:x", "gpu:99999999999", "tpu"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a device is cpu, gpu, gpu:N (N from 0) or auto, not \"" + text + "\"");
  }
}
