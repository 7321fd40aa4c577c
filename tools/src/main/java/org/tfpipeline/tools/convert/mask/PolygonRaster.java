package org.tfpipeline.tools.convert.mask;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.BitSet;

/**
 * Fills a polygon with the very pixels that COCO's own tools choose, so that areas and overlaps
 * agree with theirs. The outline is walked on a grid of fifths of a pixel. Where it passes from one
 * column of the grid to the next at the middle of a pixel column, it crosses that column; pixels
 * below an odd number of crossings are inside.
 */
final class PolygonRaster {

  private static final int FINENESS = 5;

  private final int width;
  private final int height;

  /** For each pixel, columns one after the other: whether an odd number of crossings is here. */
  private final BitSet crossings;

  private int lastX;
  private int lastY;
  private boolean started;

  PolygonRaster(int width, int height) {
    this.width = width;
    this.height = height;
    this.crossings = new BitSet(width * height + 1);
  }

  /** Sets the pixels inside to 1; each instance serves one polygon. */
  void fill(ImmutableDoubleArray polygon, byte[] pixels) {
    int corners = polygon.length() / 2;
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      walk(
          fine(polygon.get(2 * i)),
          fine(polygon.get(2 * i + 1)),
          fine(polygon.get(2 * next)),
          fine(polygon.get(2 * next + 1)));
    }
    boolean inside = false;
    int place = 0;
    for (int x = 0; x < width; x++) {
      // Parity goes on from one column to the next, as in the run lengths of COCO's tools.
      for (int y = 0; y < height; y++, place++) {
        inside ^= crossings.get(place);
        if (inside) {
          pixels[y * width + x] = 1;
        }
      }
    }
  }

  private static int fine(double pixels) {
    return (int) (FINENESS * pixels + 0.5);
  }

  /** Steps along the longer direction, always from its lower end so that rounding is the same. */
  private void walk(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    boolean flat = dx >= dy;
    boolean backwards = flat ? fromX > toX : fromY > toY;
    int startX = backwards ? toX : fromX;
    int startY = backwards ? toY : fromY;
    int endX = backwards ? fromX : toX;
    int endY = backwards ? fromY : toY;
    int steps = flat ? dx : dy;
    double slope =
        steps == 0 ? 0 : flat ? (double) (endY - startY) / dx : (double) (endX - startX) / dy;
    for (int i = 0; i <= steps; i++) {
      int step = backwards ? steps - i : i;
      int sideways = (int) ((flat ? startY : startX) + slope * step + 0.5);
      visit(flat ? startX + step : sideways, flat ? sideways : startY + step);
    }
  }

  private void visit(int x, int y) {
    if (started && x != lastX) {
      cross(Math.max(x, lastX) - 1, Math.min(y, lastY));
    }
    started = true;
    lastX = x;
    lastY = y;
  }

  private void cross(int x, int y) {
    int middle = FINENESS / 2;
    int column = Math.floorDiv(x - middle, FINENESS);
    if (Math.floorMod(x - middle, FINENESS) != 0 || column < 0 || column >= width) {
      return;
    }
    double row = (y + 0.5) / FINENESS - 0.5;
    crossings.flip(column * height + (int) Math.ceil(Math.min(Math.max(row, 0), height)));
  }
}
