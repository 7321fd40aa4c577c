package org.tfpipeline.tools.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {

  /**
   * What the stored rows {@code abc} and {@code def} show, from EXIF's table of where row 0 lies.
   */
  @ParameterizedTest
  @CsvSource({
    "1, abc/def",
    "2, cba/fed",
    "3, fed/cba",
    "4, def/abc",
    "5, ad/be/cf",
    "6, da/eb/fc",
    "7, fc/eb/da",
    "8, cf/be/ad"
  })
  void turnsPicturesUpright(int number, String upright) {
    var orientation = Orientation.of(number);
    var shown = new StringBuilder("______");
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        int position = orientation.position(column, row, 3, 2);
        shown.setCharAt(position, "abcdef".charAt(row * 3 + column));
      }
    }
    assertThat(shown).hasToString(upright.replace("/", ""));
    assertThat(orientation.width(3, 2)).isEqualTo(upright.indexOf('/'));
    assertThat(orientation.height(3, 2)).isEqualTo(upright.split("/").length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65535})
  void numbersWithoutMeaningAreUpright(int number) {
    assertThat(Orientation.of(number)).isEqualTo(Orientation.UPRIGHT);
  }
}
