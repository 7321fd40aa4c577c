package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;

/** The palette of a TIFF file, whose levels have sixteen bits. */
final class TiffPalette {

  private TiffPalette() {}

  /**
   * Returns the palette's colours with the high byte of each level, as Pillow shows them; Java's
   * own are rounded otherwise. Empty if the image has none, or one of eight bits by mistake.
   */
  static Optional<SampleColors> of(ImageReader reader) throws IOException {
    IIOMetadata metadata = reader.getImageMetadata(0);
    var field =
        TIFFDirectory.createFromMetadata(metadata).getTIFFField(BaselineTIFFTagSet.TAG_COLOR_MAP);
    if (field == null) {
      return Optional.empty();
    }
    int[] levels = field.getAsInts();
    if (Arrays.stream(levels).noneMatch(level -> level > 0xff)) {
      return Optional.empty();
    }
    // All reds, then all greens, then all blues.
    int size = levels.length / 3;
    return Optional.of(
        (samples, offset) -> {
          int index = samples[offset];
          return (levels[index] >> 8) << 16
              | (levels[size + index] >> 8) << 8
              | levels[2 * size + index] >> 8;
        });
  }
}
