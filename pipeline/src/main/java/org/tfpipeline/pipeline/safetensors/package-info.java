/** The safetensors file format: tensors by name, as the PyTorch world keeps weights. */
package org.tfpipeline.pipeline.safetensors;
