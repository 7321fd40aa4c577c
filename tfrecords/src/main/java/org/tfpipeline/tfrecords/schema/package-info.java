/**
 * What a record holds: {@code tf.train.Example} messages with the feature names that TensorFlow's
 * own model libraries use.
 */
package org.tfpipeline.tfrecords.schema;
