package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a Pascal VOC annotation says.
 *
 * @param filename of the image; empty if it is not said
 * @param size of the image; absent if it is not said, or said to be 0
 * @param objects with their corners in continuous pixels
 */
record VocDocument(String filename, Optional<PixelSize> size, ImmutableList<SourceObject> objects) {

  /** Far above any real annotation. */
  private static final long MOST_BYTES = 32L << 20;

  /** VOC has four levels. */
  private static final int MOST_LEVELS = 32;

  /**
   * Reads a file.
   *
   * @throws AnnotationException if something that a record needs is missing or damaged
   */
  static VocDocument read(Path file) throws IOException, AnnotationException {
    if (Files.size(file) > MOST_BYTES) {
      throw new AnnotationException("has more than the limit of %d bytes".formatted(MOST_BYTES));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  private static VocDocument read(InputStream in) throws AnnotationException {
    var builder = new VocDocumentBuilder();
    XMLStreamReader reader = null;
    try {
      reader = factory().createXMLStreamReader(in);
      int level = 0;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.DTD ->
              throw new AnnotationException("has a document type; remove the line <!DOCTYPE ...>");
          case XMLStreamConstants.START_ELEMENT -> {
            level++;
            if (level > MOST_LEVELS) {
              throw new AnnotationException("has elements nested too deep for Pascal VOC");
            }
            builder.start(reader.getLocalName(), reader.getLocation().getLineNumber());
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              builder.text(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            level--;
            builder.end();
          }
          default -> {}
        }
      }
      return builder.build();
    } catch (XMLStreamException e) {
      throw new AnnotationException(
          "is no well-formed XML: it is damaged at line %d"
              .formatted(e.getLocation() == null ? 1 : e.getLocation().getLineNumber()));
    } catch (RuntimeException e) {
      // The platform's parser throws these for some damaged input.
      throw new AnnotationException("is no well-formed XML (%s)".formatted(e.getMessage()));
    } finally {
      close(reader);
    }
  }

  /** Neither documents types nor anything outside of the file are looked at. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  private static void close(XMLStreamReader reader) {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (XMLStreamException e) {
      // Nothing is held but memory.
    }
  }
}
