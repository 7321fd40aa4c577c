/** Optimisers, clipping and the teacher average as graph code over resource variables. */
package org.tfpipeline.model.optim;
