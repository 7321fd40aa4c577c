package org.tfpipeline.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TapsTest {

  @Test
  void spreadOverDepthAsTheOfficialDetectionConfigurationDoes() {
    assertThat(Taps.spreadOver(12).blocks()).containsExactly(3, 5, 7, 11);
    assertThat(Taps.spreadOver(24).blocks()).containsExactly(7, 11, 15, 23);
    // ⌈d·{4,6,8,12}/12⌉ − 1 rounds up: 5·4/12 = 1.67, 5·6/12 = 2.5, 5·8/12 = 3.33.
    assertThat(Taps.spreadOver(5).blocks()).containsExactly(1, 2, 3, 4);
    // The quick start's.
    assertThat(Taps.spreadOver(4).blocks()).containsExactly(0, 1, 2, 3);
    assertThat(Taps.spreadOver(3).blocks()).containsExactly(0, 1, 2);
    assertThat(Taps.spreadOver(1).blocks()).containsExactly(0);
  }

  @Test
  void blocksThatTheNetworkLacksAreRefused() {
    assertThatThrownBy(() -> Taps.of(List.of(3, 12)).checkDepth(12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no block 12 in a network of 12 blocks; choose taps from 0 to 11.");
    assertThatThrownBy(() -> Taps.of(List.of(-1)).checkDepth(12))
        .hasMessageContaining("There is no block -1");
  }
}
