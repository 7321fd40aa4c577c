/**
 * The TFRecord container: length-prefixed, checksummed records in files, and the naming and atomic
 * writing of sets of such files. What is inside a record is the business of {@link
 * org.tfpipeline.tfrecords.schema}.
 */
package org.tfpipeline.tfrecords;
