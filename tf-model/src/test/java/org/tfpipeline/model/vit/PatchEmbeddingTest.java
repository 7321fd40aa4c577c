package org.tfpipeline.model.vit;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.OfficialLayer;

class PatchEmbeddingTest {

  /** The images are 40×49 pixels: eight rows and a column fill no patch. */
  @Test
  void doesWhatTheOfficialEmbeddingDoes() {
    var config = new VitConfig(224, 16, 10, 1, 1, 4, 0, false);
    try (var official = new OfficialLayer("patchembed")) {
      official.verify(new PatchEmbedding(official.scope(), config).apply(official.input("x")));
    }
  }
}
