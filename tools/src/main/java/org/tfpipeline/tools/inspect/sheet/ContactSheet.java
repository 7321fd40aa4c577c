package org.tfpipeline.tools.inspect.sheet;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tfpipeline.tfrecords.RecordException;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.manifest.RecordContent;

/** The first images of a data set on one page. */
public final class ContactSheet {

  /** A page with more is too large for viewers. */
  public static final int MOST_IMAGES = 256;

  private static final int SIDE = 320;
  private static final int LETTER_SIZE = 12;
  private static final int NAME_SIZE = 10;

  /** The file of the classes beside the records. */
  private static final String LABELS =
      new RecordContent.Masks(ImmutableList.of(), false).labelsFile();

  private final BufferedImage page;
  private final int images;
  private final int missing;
  private final boolean lettered;

  private ContactSheet(ImmutableList<Thumbnail> thumbnails, Lettering letters) {
    page = new SheetLayout(SIDE, letters).paint(thumbnails);
    images = thumbnails.size();
    missing = (int) thumbnails.stream().filter(thumbnail -> !thumbnail.drawn()).count();
    lettered = letters.hasFont();
  }

  /**
   * Draws a sheet. An image that cannot be shown gets a grey area with the reason; the records of a
   * damaged file are taken up to the damage.
   *
   * @param pattern a file, a folder, or a path whose last part is a glob
   * @param images how many at most, up to {@link #MOST_IMAGES}
   * @throws IOException if no record can be read
   */
  public static ContactSheet of(String pattern, int images) throws IOException {
    var letters = new Lettering(LETTER_SIZE);
    var painter = new ThumbnailPainter(SIDE, new Lettering(NAME_SIZE));
    var thumbnails = new ArrayList<Thumbnail>();
    for (Path file : RecordFiles.find(pattern)) {
      if (thumbnails.size() < images) {
        add(file, painter, images, thumbnails);
      }
    }
    if (thumbnails.isEmpty()) {
      throw new IOException(
          "%s has no readable record to draw; leave out --contact-sheet".formatted(pattern));
    }
    return new ContactSheet(ImmutableList.copyOf(thumbnails), letters);
  }

  private static void add(
      Path file, ThumbnailPainter painter, int images, List<Thumbnail> thumbnails)
      throws IOException {
    Path labels = file.resolveSibling(LABELS);
    // Bytes that are no UTF-8 become question marks, which are enough for a legend.
    List<String> classNames =
        Files.exists(labels)
            ? new String(Files.readAllBytes(labels), StandardCharsets.UTF_8).lines().toList()
            : List.of();
    try (var reader = RecordReader.open(file)) {
      while (thumbnails.size() < images && reader.next()) {
        thumbnails.add(painter.paint(reader.record(), classNames));
      }
    } catch (RecordException e) {
      // The inspection tells of it; the other files are still worth looking at.
      return;
    }
  }

  /** Images on the sheet, those that cannot be shown included. */
  public int images() {
    return images;
  }

  /** How many of them cannot be shown. */
  public int missing() {
    return missing;
  }

  /** Whether Java had a font for the names. */
  public boolean isLettered() {
    return lettered;
  }

  BufferedImage page() {
    return page;
  }

  /**
   * Writes the sheet as a PNG, all of it or nothing, in place of what was there.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    PngFile.write(page, file);
  }
}
