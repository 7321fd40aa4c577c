/**
 * Damaged input for everything that reads files of unknown origin: what comes of it is a result or
 * one sentence, in bounded memory. {@link org.tfpipeline.tools.fuzz.FuzzTarget} lists the readers.
 */
package org.tfpipeline.tools.fuzz;
