/** Measures throughput on the machine at hand. */
package org.tfpipeline.tools.bench;
