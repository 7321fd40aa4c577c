/**
 * Compares this implementation with numbers of the official code, whatever cases a folder holds.
 *
 * <p>{@link org.tfpipeline.pipeline.reference.ReferenceTest} finds the cases; {@code
 * src/test/reference} is the folder unless {@code -Dreference.dir} names another.
 */
package org.tfpipeline.pipeline.reference;
