package org.tfpipeline.tools.preview;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;
import org.tfpipeline.model.vit.ImageNormalization;
import org.tfpipeline.pipeline.input.DrawnImage;
import org.tfpipeline.pipeline.input.DrawnView;
import org.tfpipeline.tools.inspect.sheet.Lettering;
import org.tfpipeline.tools.inspect.sheet.PngFile;

/**
 * The views of images on one page, a row an image, in the sizes that the network gets, or a whole
 * number of times as large where they are small. Pixels have the levels that they had before
 * normalisation.
 */
public final class CropSheet {

  private static final int GAP = 8;
  private static final int LETTER_SIZE = 12;
  private static final Color INK = new Color(0x202020);

  /** Views are enlarged as long as the largest is at most so wide. */
  private static final int LARGEST_SIDE = 224;

  private final ImmutableList<DrawnImage> images;
  private final Lettering letters = new Lettering(LETTER_SIZE);
  private final int scale;
  private final int rowHeight;

  /** Lays out a sheet; there must be an image, and all must have the same number of views. */
  public CropSheet(List<DrawnImage> images) {
    this.images = ImmutableList.copyOf(images);
    int largest = images.get(0).views().stream().mapToInt(CropSheet::side).max().orElseThrow();
    scale = Math.max(1, LARGEST_SIDE / largest);
    rowHeight = scale * largest + letters.height() + GAP;
  }

  private static int side(DrawnView view) {
    return Math.toIntExact(view.pixels().shape().get(0));
  }

  /** Pixels of the sheet in a row or column for each of a view. */
  int scale() {
    return scale;
  }

  /** Where a view lies on the sheet. */
  Rectangle place(int image, int view) {
    int left = GAP;
    for (var before : images.get(image).views().subList(0, view)) {
      left += scale * side(before) + GAP;
    }
    int side = scale * side(images.get(image).views().get(view));
    return new Rectangle(left, GAP + image * rowHeight, side, side);
  }

  /**
   * Writes the sheet as a PNG, all of it or nothing, in place of what was there.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    PngFile.write(paint(), file);
  }

  /** Whether Java had a font for the names. */
  public boolean isLettered() {
    return letters.hasFont();
  }

  private BufferedImage paint() {
    var last = place(0, images.get(0).views().size() - 1);
    int width = last.x + last.width + GAP;
    var page =
        new BufferedImage(width, GAP + images.size() * rowHeight, BufferedImage.TYPE_INT_RGB);
    var graphics = page.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    for (int image = 0; image < images.size(); image++) {
      paintRow(graphics, image, width - 2 * GAP);
    }
    graphics.dispose();
    return page;
  }

  private void paintRow(Graphics2D graphics, int image, int width) {
    var drawn = images.get(image);
    for (int view = 0; view < drawn.views().size(); view++) {
      var place = place(image, view);
      // Enlarging by a whole number repeats pixels, which is Java's way unless told otherwise.
      graphics.drawImage(
          picture(drawn.views().get(view).pixels()),
          place.x,
          place.y,
          place.width,
          place.height,
          null);
    }
    int below = GAP + (image + 1) * rowHeight - GAP - letters.height();
    letters.draw(graphics, letters.fitEnd(drawn.name(), width), GAP, below, INK);
  }

  private static BufferedImage picture(FloatNdArray pixels) {
    int side = Math.toIntExact(pixels.shape().get(0));
    var picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int color = 0;
        for (int channel = 0; channel < 3; channel++) {
          color = color << 8 | level(pixels.getFloat(y, x, channel), channel);
        }
        picture.setRGB(x, y, color);
      }
    }
    return picture;
  }

  private static int level(float normalized, int channel) {
    float mean = ImageNormalization.mean()[channel];
    float deviation = ImageNormalization.standardDeviation()[channel];
    return Math.max(0, Math.min(255, Math.round(255 * (normalized * deviation + mean))));
  }
}
