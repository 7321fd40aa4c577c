/** Training: the graph of a step, the loop around it, and what a run leaves behind. */
package org.tfpipeline.pipeline.train;
