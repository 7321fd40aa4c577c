package org.tfpipeline.model.selfpatch;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.OfficialLayer;

class ClassAttentionBlockTest {

  @Test
  void doesWhatTheOfficialBlockDoes() {
    try (var official = new OfficialLayer("cablock")) {
      var block = new ClassAttentionBlock(official.scope(), 24, 3, 96);
      var attended = block.overAll(official.input("x_cls"), official.input("x"));
      official.verify(attended.token());
      official.verify("attn", attended.weights());
    }
  }
}
