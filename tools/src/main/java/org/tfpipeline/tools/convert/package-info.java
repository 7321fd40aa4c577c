/**
 * Conversion of image collections into sharded TFRecords: list the images, check each by decoding
 * it, plan splits and shards, write. Files are copied where TensorFlow then shows what a viewer
 * shows, and become PNG otherwise. Nothing appears unless all of it is there.
 */
package org.tfpipeline.tools.convert;
