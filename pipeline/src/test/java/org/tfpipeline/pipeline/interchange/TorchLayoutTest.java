package org.tfpipeline.pipeline.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import org.junit.jupiter.api.Test;

/** Against the indices of the two layouts; the numbers are their own places here. */
final class TorchLayoutTest {

  @Test
  void matricesAreTransposed() {
    var shape = ImmutableLongArray.of(2, 3);
    assertThat(TorchLayout.ofRank(2).toTorch(shape)).isEqualTo(ImmutableLongArray.of(3, 2));
    assertThat(TorchLayout.ofRank(2).toTorch(counted(6), shape)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(TorchLayout.ofRank(2).fromTorch(new float[] {0, 3, 1, 4, 2, 5}, shape))
        .containsExactly(counted(6));
  }

  @Test
  void convolutionsHaveTheirOutputsFirst() {
    int rows = 2;
    int columns = 3;
    int in = 4;
    int out = 5;
    var shape = ImmutableLongArray.of(rows, columns, in, out);
    var layout = TorchLayout.ofRank(4);
    assertThat(layout.toTorch(shape)).isEqualTo(ImmutableLongArray.of(out, in, rows, columns));
    var there = layout.toTorch(counted(rows * columns * in * out), shape);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int from = 0; from < in; from++) {
          for (int to = 0; to < out; to++) {
            assertThat(there[((to * in + from) * rows + row) * columns + column])
                .isEqualTo(((row * columns + column) * in + from) * out + to);
          }
        }
      }
    }
    assertThat(layout.fromTorch(there, shape)).containsExactly(counted(there.length));
  }

  @Test
  void everythingElseStays() {
    var shape = ImmutableLongArray.of(1, 2, 3);
    assertThat(TorchLayout.ofRank(3).toTorch(shape)).isEqualTo(shape);
    assertThat(TorchLayout.ofRank(1).toTorch(counted(3), ImmutableLongArray.of(3)))
        .containsExactly(counted(3));
  }

  private static float[] counted(int count) {
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
