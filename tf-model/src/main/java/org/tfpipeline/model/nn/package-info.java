/** Layers shared by the networks: linear maps, normalisation, attention, stochastic depth. */
package org.tfpipeline.model.nn;
