package org.tfpipeline.pipeline.input;

import com.google.common.collect.ImmutableList;

/**
 * The first images that training gets.
 *
 * @param images in their order
 * @param skipped how many images of their batches were bad and skipped, see {@link BadRecords#SKIP}
 */
public record DrawnImages(ImmutableList<DrawnImage> images, long skipped) {}
