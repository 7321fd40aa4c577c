package org.tfpipeline.pipeline.eval;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tfrecords.schema.SchemaException;

/**
 * An image whose class is known.
 *
 * @param place where it was found, for messages
 * @param encoded the bytes of a JPEG or PNG file
 * @param label its class
 */
record LabelledImage(String place, ByteString encoded, long label) {

  /**
   * Reads the current record.
   *
   * @throws IOException in one sentence, if it is no image example or has no label
   */
  static LabelledImage read(RecordReader reader, Path file) throws IOException {
    // Counted from 0, as in the messages of training and of tfpipeline inspect.
    var record = "Record %d of '%s'".formatted(reader.index(), file);
    try {
      var example = ImageExample.parse(reader.record());
      var place = "%s (%s)".formatted(record, example.filename());
      var label =
          example
              .label()
              .orElseThrow(
                  () ->
                      new IOException(
                          "%s has no image/class/label; a nearest-neighbour evaluation needs classes."
                              .formatted(place)));
      return new LabelledImage(place, example.encoded(), label.index());
    } catch (SchemaException e) {
      throw new IOException(
          "%s is not an image example: %s; convert the images again."
              .formatted(record, e.getMessage()),
          e);
    }
  }
}
