package org.tfpipeline.tools.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;

/** Lists the images of a collection of one format, with their annotations. */
interface CollectionLister {

  /**
   * Lists the collection.
   *
   * @throws IOException if there is no image in it
   */
  ImageCollection list() throws IOException;

  /** Lists a collection of any format. */
  static ImageCollection list(CollectionSource source) throws IOException {
    boolean isFile = source.format() == CollectionFormat.CSV;
    if (isFile ? !Files.isRegularFile(source.input()) : !Files.isDirectory(source.input())) {
      throw new IOException(
          "input %s %s %s; name the %s"
              .formatted(
                  isFile ? "file" : "folder",
                  source.input(),
                  Files.exists(source.input())
                      ? isFile ? "is a folder" : "is a file"
                      : "is not there",
                  isFile ? "CSV file" : "folder of the images"));
    }
    try {
      return of(source).list();
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
  }

  private static CollectionLister of(CollectionSource source) {
    return switch (source.format()) {
      case FOLDER -> new FolderLister(source.input(), true, source.labels());
      case FLAT -> new FolderLister(source.input(), false, source.labels());
      case VOC -> new VocLister(source);
      case COCO -> new CocoLister(source);
      case MASKS -> new MaskFolderLister(source);
      case DAVIS -> new DavisLister(source);
      case CSV -> new CsvLister(source);
    };
  }

  private static IOException unreadable(IOException fault) {
    String place = fault instanceof FileSystemException file ? file.getFile() : fault.getMessage();
    return new IOException(
        "cannot list %s; make it readable and free of circular links".formatted(place), fault);
  }
}
