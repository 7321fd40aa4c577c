package org.tfpipeline.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The generators' own test vectors, from the reference's README. */
final class ClosedFormTest {

  @Test
  void hashes() {
    assertThat(ClosedForm.hash(0, 0)).isZero();
    assertThat(ClosedForm.hash(1, 0)).isEqualTo(1834104592);
    assertThat(Integer.toUnsignedLong(ClosedForm.hash(0, 1))).isEqualTo(3298878556L);
    assertThat(Integer.toUnsignedLong(ClosedForm.hash(12345, 1000))).isEqualTo(3661596749L);
    assertThat(ClosedForm.hash((int) 4294967295L, 7)).isEqualTo(1465569631);
    assertThat(ClosedForm.hash(1000000, 200)).isEqualTo(1156204677);
  }

  @Test
  void fractions() {
    assertThat(ClosedForm.unit(0, 1000)).isEqualTo(-0.679165f);
    assertThat(ClosedForm.unit(2, 1001)).isEqualTo(-0.6399025f);
    assertThat(ClosedForm.tenBits(0, 200)).isEqualTo(0.99609375f);
    assertThat(ClosedForm.tenBits(5, 201)).isEqualTo(-0.119140625f);
  }

  @Test
  void images() {
    var images = ClosedForm.images(2, 224, 224, 100).flat();
    double[] firstReds = {1.76171875, 2.171875, 2.3837890625, 1.544921875};
    for (int x = 0; x < firstReds.length; x++) {
      assertThat((double) images[3 * x]).isEqualTo(firstReds[x]);
    }
    double sum = 0;
    for (float pixel : images) {
      sum += pixel;
    }
    assertThat(sum).isEqualTo(2961.8330078125);
  }
}
