package org.tfpipeline.pipeline.eval;

import java.io.IOException;
import org.tfpipeline.pipeline.input.TfRecordSource;

/**
 * How well the nearest of the known images tell the class of others.
 *
 * @param known the images whose classes are known
 * @param asked the images to classify
 * @param neighbors how many neighbours vote, at least 1
 */
public record KnnEvaluation(TfRecordSource known, TfRecordSource asked, int neighbors) {

  /**
   * The share of images whose class is told right.
   *
   * @throws IOException in one sentence, if a record cannot be used or there are none
   */
  public double accuracy(FeatureExtractor extractor) throws IOException {
    return new KnnClassifier(extractor.extract(known), neighbors)
        .accuracy(extractor.extract(asked));
  }
}
