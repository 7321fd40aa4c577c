package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Optional;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** What is known of an image besides its own class, and the record that the two make. */
sealed interface Annotation permits NoAnnotation, ObjectAnnotation, MaskAnnotation {

  /** About how many bytes of memory {@link #check} or {@link #record} take. */
  long memory(int width, int height);

  /** Looks whether it fits an image of this many pixels. */
  Finding check(int width, int height) throws IOException;

  /**
   * Makes the record; {@link #check} of the image's size has found no fault.
   *
   * @param checksum what the check found
   * @throws IOException if a file of its own is not there any more, or not as it was at the check
   */
  byte[] record(ImageExample image, RecordLayout layout, int checksum) throws IOException;

  /**
   * What a check found.
   *
   * @param fault why the image cannot be converted, to be read after its name
   * @param remarks what will be otherwise than in the source, each to be read after the name
   * @param wide whether there is a mask that needs 16 bits a pixel
   * @param checksum of the annotation's file, if it has one that is read again for the record
   */
  record Finding(
      Optional<String> fault, ImmutableList<String> remarks, boolean wide, int checksum) {

    static Finding fine(ImmutableList<String> remarks) {
      return new Finding(Optional.empty(), remarks, false, 0);
    }

    static Finding fault(String reason) {
      return new Finding(Optional.of(reason), ImmutableList.of(), false, 0);
    }
  }
}
