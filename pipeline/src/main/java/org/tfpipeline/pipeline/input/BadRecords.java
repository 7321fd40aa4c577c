package org.tfpipeline.pipeline.input;

/** What becomes of records without a usable image. */
public enum BadRecords {
  /** The first one ends the run. */
  STOP,

  /** Another image of the batch comes twice in its place; how often is counted. */
  SKIP
}
