/** Turns TFRecords back into files: images in folders, boxes as COCO, masks as PNGs. */
package org.tfpipeline.tools.extract;
