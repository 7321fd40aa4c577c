/**
 * The way of an image from a TFRecord file to a batch of augmented crops, all of it inside the
 * TensorFlow graph: read, shuffle, decode and cut on the CPU as 8-bit pixels ({@link
 * org.tfpipeline.pipeline.input.InputGraph}), with the colours there or on the training device
 * ({@link org.tfpipeline.pipeline.input.ColorAugmentation}).
 */
package org.tfpipeline.pipeline.input;
