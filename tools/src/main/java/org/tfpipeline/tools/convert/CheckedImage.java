package org.tfpipeline.tools.convert;

import org.tfpipeline.tfrecords.schema.ImageFormat;

/**
 * An image that decodes.
 *
 * @param source the file
 * @param format its encoding, by content
 * @param width pixels
 * @param height pixels
 * @param bytes length of the file
 * @param checksum of the file's bytes, to notice if it changes before it is written
 */
record CheckedImage(
    SourceImage source, ImageFormat format, int width, int height, int bytes, int checksum)
    implements ImageCheck.Outcome {}
