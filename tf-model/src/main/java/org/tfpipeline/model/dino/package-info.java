/**
 * DINO: the network with its projection head, centred teacher targets and the cross-entropy between
 * them.
 */
package org.tfpipeline.model.dino;
