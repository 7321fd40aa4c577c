package org.tfpipeline.tools.convert.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfpipeline.tools.convert.TestImages;

class ObjectMaskTest {

  static List<Arguments> polygons() throws IOException {
    return Files.readAllLines(TestImages.path("mask/polygons.tsv")).stream()
        .map(line -> Arguments.of((Object[]) line.split("\t", -1)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("polygons")
  void fillsThePixelsThatCocosToolsFill(
      int width, int height, String corners, String runs, int area) {
    var polygon =
        ImmutableDoubleArray.copyOf(
            Stream.of(corners.split(" ", -1)).mapToDouble(Double::parseDouble));
    byte[] pixels = new PolygonMask(ImmutableList.of(polygon)).pixels(width, height);
    assertThat(IntStream.range(0, pixels.length).map(i -> pixels[i]).sum()).isEqualTo(area);
    var expected = RunLengthMask.decompress(width, height, runs);
    assertThat(expected.fault(width, height)).isEmpty();
    assertThat(pixels).isEqualTo(expected.pixels(width, height));
  }

  /** Far too large for anything that has a place for each pixel. */
  @Test
  void smallPartsOfHugeImagesTakeLittle() {
    int side = 1_000_000;
    int away = 900_000;
    double[] near = {1.25, 2.5, 9.75, 3.125, 4.5, 8.75};
    var far = Arrays.stream(near).map(value -> value + away);
    var expected = new PolygonMask(ImmutableList.of(ImmutableDoubleArray.copyOf(near)));
    byte[] pixels = new byte[100];
    new PolygonRaster(ImmutableDoubleArray.copyOf(far), side, side)
        .fill((x, y) -> pixels[(y - away) * 10 + x - away] = 1);
    assertThat(pixels).contains(1).isEqualTo(expected.pixels(10, 10));
  }

  @Test
  void runsGoDownTheColumns() throws MaskException {
    var mask = new RunLengthMask(3, 2, ImmutableIntArray.of(1, 2, 3));
    byte[] pixels = {0, 1, 0, 1, 0, 0};
    assertThat(mask.pixels(3, 2)).isEqualTo(pixels);
    assertThat(RunLengthMask.of(IndexMask.read(GrayPng.encode(3, 2, pixels), 3, 2)))
        .isEqualTo(mask);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,2 | has runs of 5 pixels for 3 x 2",
        "1,-2,7 | has a run of -2 pixels",
        "6,0,1 | has runs of 7 pixels for 3 x 2"
      })
  void runsThatDoNotFillTheImageAreRefused(String runs, String fault) {
    var lengths = Arrays.stream(runs.split(",", -1)).mapToInt(Integer::parseInt);
    var mask = new RunLengthMask(3, 2, ImmutableIntArray.copyOf(lengths));
    assertThat(mask.fault(3, 2)).contains(fault);
  }

  @Test
  void runsForAnotherSizeAreRefused() {
    var mask = new RunLengthMask(3, 2, ImmutableIntArray.of(6));
    assertThat(mask.fault(2, 3)).contains("is for 3 x 2 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "0P", "PPPPPPPPPPPP1", "1 2", "\n"})
  void charactersThatAreNoRunsAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RunLengthMask.decompress(3, 2, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 5 5", "0 0 5 5 1", "0 0 5 5 1e7 3", "0 0 5 5 NaN 3"})
  void polygonsThatAreNoneAreRefused(String corners) {
    var polygon =
        ImmutableDoubleArray.copyOf(
            Stream.of(corners.split(" ", -1)).mapToDouble(Double::parseDouble));
    assertThat(new PolygonMask(ImmutableList.of(polygon)).fault(10, 10)).isPresent();
  }

  @Test
  void sixteenBitsKeepLargeNumbers() throws MaskException {
    short[] samples = {0, 300, (short) 65535, 7};
    var mask = IndexMask.read(new IndexMask(2, 2, true, samples).toPng(true), 2, 2);
    assertThat(mask.wide()).isTrue();
    assertThat(mask.largestBesides(255)).isEqualTo(65535);
    assertThat(mask.largestBesides(65535)).isEqualTo(300);
    assertThat(mask.samples()).isEqualTo(samples);
  }
}
