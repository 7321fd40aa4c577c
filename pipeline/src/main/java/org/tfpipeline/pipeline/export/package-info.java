/**
 * Writes networks as TensorFlow 2 SavedModels that Python can call, inspect and fine-tune.
 *
 * <p>{@link SavedModelWriter} turns any graph with resource variables into one; {@link
 * InferenceGraph} is the graph of the pretrained network, and {@link ModelExporter} fills it from a
 * training checkpoint.
 */
package org.tfpipeline.pipeline.export;
