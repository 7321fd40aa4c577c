/**
 * From a configuration file and overrides to checked, immutable records. The only package that sees
 * the generated classes of {@code src/main/proto}; everything behind it works with {@link
 * org.tfpipeline.pipeline.train.RunConfig} and the records in it.
 */
package org.tfpipeline.pipeline.config;
