package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import org.tfpipeline.tfrecords.schema.ImageExample;

/** Nothing besides the image and its class. */
record NoAnnotation() implements Annotation {

  @Override
  public long memory(int width, int height) {
    return 0;
  }

  @Override
  public Finding check(int width, int height) {
    return Finding.fine(ImmutableList.of());
  }

  @Override
  public byte[] record(ImageExample image, RecordLayout layout, int checksum) {
    return image.toBytes();
  }
}
