package org.tfpipeline.pipeline.eval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How well the nearest of the known images tell the class of others.
 *
 * @param known TFRecord files with the images whose classes are known
 * @param asked TFRecord files with the images to classify
 * @param neighbors how many neighbours vote
 */
public record KnnEvaluation(List<Path> known, List<Path> asked, int neighbors) {

  /** The share of images whose class is told right. */
  public double accuracy(FeatureExtractor extractor) throws IOException {
    return new KnnClassifier(extractor.extract(known), neighbors)
        .accuracy(extractor.extract(asked));
  }
}
