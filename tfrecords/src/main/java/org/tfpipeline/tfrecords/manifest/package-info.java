/**
 * The files beside the shards that let {@code tfds.builder_from_directory} read a folder in Python.
 */
package org.tfpipeline.tfrecords.manifest;
