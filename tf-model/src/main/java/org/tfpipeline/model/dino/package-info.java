/** DINO: projection heads, centred teacher targets and the cross-entropy between them. */
package org.tfpipeline.model.dino;
