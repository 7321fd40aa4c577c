/** Writes networks as TensorFlow 2 SavedModels that Python can call, inspect and fine-tune. */
package org.tfpipeline.pipeline.export;
