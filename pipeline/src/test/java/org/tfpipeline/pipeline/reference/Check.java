package org.tfpipeline.pipeline.reference;

import org.junit.jupiter.api.function.Executable;

/**
 * One comparison of a case.
 *
 * @param name what is compared
 * @param comparison fails if it is not what the official code made
 */
record Check(String name, Executable comparison) {}
