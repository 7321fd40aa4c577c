package org.tfpipeline.tools.inspect.sheet;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pages. */
public final class PngFile {

  private PngFile() {}

  /**
   * Writes a page as a PNG, all of it or nothing, in place of what was there.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(BufferedImage page, Path file) throws IOException {
    Path aside = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      try (var out = Files.newOutputStream(aside);
          var png = new MemoryCacheImageOutputStream(out)) {
        ImageIO.write(page, "png", png);
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
