package org.tfpipeline.tools.convert.mask;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;

/**
 * An object outlined by polygons, one for each of its parts.
 *
 * @param polygons the corners of each, x and y in turn, in continuous pixels
 */
public record PolygonMask(ImmutableList<ImmutableDoubleArray> polygons) implements ObjectMask {

  private static final int FEWEST_NUMBERS = 6;

  /** Far outside of any image; an outline that goes there is damaged, and would take ages. */
  private static final double FARTHEST = 1e6;

  @Override
  public Optional<String> fault(int width, int height) {
    for (ImmutableDoubleArray polygon : polygons) {
      if (polygon.length() < FEWEST_NUMBERS || polygon.length() % 2 != 0) {
        return Optional.of(
            "has a polygon of %d numbers; give x and y of three corners or more"
                .formatted(polygon.length()));
      }
      if (!polygon.stream().allMatch(value -> Math.abs(value) <= FARTHEST)) {
        return Optional.of("has a polygon with a corner far outside of the image");
      }
    }
    return Optional.empty();
  }

  @Override
  public byte[] pixels(int width, int height) {
    var pixels = new byte[width * height];
    for (ImmutableDoubleArray polygon : polygons) {
      new PolygonRaster(polygon, width, height).fill((x, y) -> pixels[y * width + x] = 1);
    }
    return pixels;
  }
}
