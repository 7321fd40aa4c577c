/** What a pretrained network is worth: its frozen features, and whether its run has learned. */
package org.tfpipeline.pipeline.eval;
