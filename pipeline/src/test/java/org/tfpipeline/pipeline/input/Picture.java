package org.tfpipeline.pipeline.input;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** An RGB picture in memory: rows of pixels of three 8-bit levels. */
final class Picture {

  private final int height;
  private final int width;
  private final byte[] levels;

  private Picture(int height, int width, byte[] levels) {
    this.height = height;
    this.width = width;
    this.levels = levels;
  }

  /** A PNG beside the tests of this package. */
  static Picture ofResource(String name) throws IOException {
    try (var in = Picture.class.getResourceAsStream(name)) {
      return of(ImageIO.read(in));
    }
  }

  static Picture ofFile(Path file) throws IOException {
    return of(ImageIO.read(file.toFile()));
  }

  static Picture of(BufferedImage image) {
    var raster = image.getRaster();
    var levels = new byte[image.getHeight() * image.getWidth() * 3];
    int next = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          int band = Math.min(channel, raster.getNumBands() - 1);
          levels[next++] = (byte) raster.getSample(x, y, band);
        }
      }
    }
    return new Picture(image.getHeight(), image.getWidth(), levels);
  }

  /** A level by column, row and channel. */
  interface Levels {
    int at(int x, int y, int channel);
  }

  /** A square one by a formula. */
  static Picture of(int side, Levels formula) {
    var levels = new byte[side * side * 3];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) formula.at(i / 3 % side, i / 3 / side, i % 3);
    }
    return new Picture(side, side, levels);
  }

  /** Of {@code [height, width, 3]}. */
  static Picture of(ByteNdArray image) {
    var shape = image.shape();
    var levels = new byte[(int) shape.size()];
    image.copyTo(NdArrays.wrap(shape, DataBuffers.of(levels)));
    return new Picture((int) shape.get(0), (int) shape.get(1), levels);
  }

  /** Of {@code [columns, 3, rows]}, as crops come. */
  static Picture ofCrop(ByteNdArray crop) {
    int width = (int) crop.shape().get(0);
    int height = (int) crop.shape().get(2);
    var levels = new byte[height * width * 3];
    crop.scalars()
        .forEachIndexed(
            (place, level) ->
                levels[(int) ((place[2] * width + place[0]) * 3 + place[1])] = level.getByte());
    return new Picture(height, width, levels);
  }

  /** {@code [columns, 3, rows]}, as crops come. */
  TUint8 cropTensor() {
    var turned = new byte[levels.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        for (int channel = 0; channel < 3; channel++) {
          turned[(column * 3 + channel) * height + row] =
              levels[(row * width + column) * 3 + channel];
        }
      }
    }
    return TUint8.tensorOf(Shape.of(width, 3, height), DataBuffers.of(turned));
  }

  /** {@code [height, width, 3]}. */
  TUint8 tensor() {
    return TUint8.tensorOf(Shape.of(height, width, 3), DataBuffers.of(levels));
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int size() {
    return levels.length;
  }

  int level(int index) {
    return Byte.toUnsignedInt(levels[index]);
  }

  Picture mirrored() {
    var mirrored = new byte[levels.length];
    for (int pixel = 0; pixel < height * width; pixel++) {
      int row = pixel / width;
      int opposite = row * width + width - 1 - pixel % width;
      System.arraycopy(levels, 3 * pixel, mirrored, 3 * opposite, 3);
    }
    return new Picture(height, width, mirrored);
  }
}
