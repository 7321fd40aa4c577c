/** Weights under the names and in the layouts of the PyTorch world: DINO's, SelfPatch's, timm's. */
package org.tfpipeline.pipeline.interchange;
