package org.tfpipeline.tfrecords.schema;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * One object that someone marked in an image.
 *
 * @param box where it is
 * @param label its class
 * @param difficult whether evaluations should pass over it, as Pascal VOC has it
 * @param crowd whether the box holds a group that could not be told apart, as COCO has it
 * @param area square pixels that it covers
 * @param mask a single-channel PNG of the image's size, 1 on the object and 0 elsewhere; absent in
 *     collections without masks
 */
public record AnnotatedObject(
    BoundingBox box,
    ClassLabel label,
    boolean difficult,
    boolean crowd,
    float area,
    Optional<ByteString> mask) {}
