package org.tfpipeline.pipeline.input;

/** How far an image is brought on its way into the networks; each stage includes those before. */
public enum InputStage {
  /** Reads and shuffles records. */
  READ,
  /** Decodes their images, too. */
  DECODE,
  /** Cuts, resizes and flips all views, too. */
  CROP,
  /** Colours and normalises them, too: what the networks get. */
  COLOR
}
