package org.tfpipeline.tools.convert;

/**
 * How the samples of a JPEG file mean colours. The arithmetic is libjpeg's and Pillow's, so that a
 * picture that we decode looks as it does to them.
 */
enum JpegColors implements SampleColors {
  GRAY {
    @Override
    public int rgb(int[] samples, int offset) {
      return samples[offset] * 0x010101;
    }
  },
  RGB {
    @Override
    public int rgb(int[] samples, int offset) {
      return samples[offset] << 16 | samples[offset + 1] << 8 | samples[offset + 2];
    }
  },
  YCBCR {
    @Override
    public int rgb(int[] samples, int offset) {
      int luma = samples[offset];
      int blue = samples[offset + 1] - 128;
      int red = samples[offset + 2] - 128;
      // 1.402, 0.34414, 0.71414 and 1.772 in sixteen binary places.
      return byteOf(luma + ((91881 * red + HALF) >> 16)) << 16
          | byteOf(luma + ((-22554 * blue - 46802 * red + HALF) >> 16)) << 8
          | byteOf(luma + ((116130 * blue + HALF) >> 16));
    }
  },
  /** Inks are stored inverted, so that 255 is none of it. */
  CMYK {
    @Override
    public int rgb(int[] samples, int offset) {
      return Inks.rgb(
          255 - samples[offset],
          255 - samples[offset + 1],
          255 - samples[offset + 2],
          255 - samples[offset + 3]);
    }
  },
  /** The first three samples are those of {@code YCBCR} for the inks, not inverted. */
  YCCK {
    @Override
    public int rgb(int[] samples, int offset) {
      int inks = YCBCR.rgb(samples, offset);
      return Inks.rgb(
          (inks >> 16) & 0xff, (inks >> 8) & 0xff, inks & 0xff, 255 - samples[offset + 3]);
    }
  };

  private static final int HALF = 1 << 15;

  private static int byteOf(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
