package org.tfpipeline.tools.convert;

/** The eight ways in which a picture can lie in its file, in the order of EXIF's numbers. */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(true, false, false),
  UPSIDE_DOWN(true, true, false),
  FLIPPED(false, true, false),
  TRANSPOSED(false, false, true),
  TURNED_LEFT(false, true, true),
  TRANSVERSE(true, true, true),
  TURNED_RIGHT(true, false, true);

  private final boolean mirrorsColumns;
  private final boolean mirrorsRows;
  private final boolean swapsAxes;

  Orientation(boolean mirrorsColumns, boolean mirrorsRows, boolean swapsAxes) {
    this.mirrorsColumns = mirrorsColumns;
    this.mirrorsRows = mirrorsRows;
    this.swapsAxes = swapsAxes;
  }

  /** Returns the one with EXIF's number; numbers other than 1 to 8 mean nothing, so upright. */
  static Orientation of(int number) {
    return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
  }

  /** Columns of the upright picture. */
  int width(int storedWidth, int storedHeight) {
    return swapsAxes ? storedHeight : storedWidth;
  }

  /** Rows of the upright picture. */
  int height(int storedWidth, int storedHeight) {
    return swapsAxes ? storedWidth : storedHeight;
  }

  /** Where a stored pixel goes in the upright picture, counted row by row. */
  int position(int column, int row, int storedWidth, int storedHeight) {
    int x = mirrorsColumns ? storedWidth - 1 - column : column;
    int y = mirrorsRows ? storedHeight - 1 - row : row;
    return swapsAxes ? x * storedHeight + y : y * storedWidth + x;
  }
}
