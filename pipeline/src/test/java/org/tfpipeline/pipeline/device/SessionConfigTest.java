package org.tfpipeline.pipeline.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionConfigTest {

  @Test
  void theCpuIsUsedWithoutAnyGpu() {
    assertThat(SessionConfig.of(new Device.Cpu()).getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void operationsOfTheInputHaveOneThreadAndThoseOfTrainingOnACpuAll() {
    var cpu = SessionConfig.of(new Device.Cpu());
    assertThat(cpu.getIntraOpParallelismThreads()).isZero();
    assertThat(SessionConfig.ofInput(new Device.Cpu(), false))
        .isEqualTo(cpu.toBuilder().setIntraOpParallelismThreads(1).build());
  }

  @Test
  void placementIsLoggedWhenAskedFor() {
    assertThat(SessionConfig.of(new Device.Cpu()).getLogDevicePlacement()).isFalse();
    assertThat(SessionConfig.of(new Device.Cpu(), true).getLogDevicePlacement()).isTrue();
    assertThat(SessionConfig.of(new Device.Auto(), true).getLogDevicePlacement()).isTrue();
  }
}
