/** Masks: polygons and run lengths as pixels, and single-channel PNGs read and written. */
package org.tfpipeline.tools.convert.mask;
