package org.tfpipeline.pipeline.input;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;

/** Runs the batches of an input one after the other, epoch after epoch, as training does. */
final class BatchSequence {

  private final Session session;
  private final InputGraph input;
  private final Op makeIterator;
  private long epoch;
  private long step;

  /**
   * Begins with the first batch of epoch 0.
   *
   * @param makeIterator of the iterator that the batches come from
   */
  BatchSequence(Session session, InputGraph input, Op makeIterator) {
    this.session = session;
    this.input = input;
    this.makeIterator = makeIterator;
  }

  /**
   * Runs a step on the next batch.
   *
   * @param wanted adds to a runner what is to be run
   * @throws IOException in one sentence, if a record is at fault
   */
  Result next(UnaryOperator<Session.Runner> wanted) throws IOException {
    if (step == input.stepsPerEpoch()) {
      epoch++;
      step = 0;
    }
    try {
      if (step == 0) {
        input.start(session, makeIterator, epoch, step);
      }
      var result = wanted.apply(session.runner()).run();
      step++;
      return result;
    } catch (RuntimeException e) { // Not all of TensorFlow's exceptions have a common parent.
      if (InputGraph.isWithoutImage(e)) {
        throw new IOException(
            "Not one image of a batch can be used; convert the images of '%s' again."
                .formatted(input.pattern()),
            e);
      }
      var badRecord = input.explainFailure(session, epoch, step);
      if (badRecord.isPresent()) {
        throw new IOException(badRecord.get().getMessage(), e);
      }
      throw e;
    }
  }
}
