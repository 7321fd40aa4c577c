package org.tfpipeline.pipeline.input;

/** What becomes of the records of an epoch that do not fill a last batch. */
public enum Remainder {
  /** They are left out; another epoch has another order and leaves out others. */
  DROP,

  /** The records with which the epoch began come once more, until the batch is full. */
  REPEAT
}
