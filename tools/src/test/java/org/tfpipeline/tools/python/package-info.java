/** Tests that Python's TensorFlow reads, runs and trains what we write, and the other way round. */
package org.tfpipeline.tools.python;
