package org.tfpipeline.model.vit;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.OfficialLayer;

class BlockTest {

  @Test
  void doesWhatTheOfficialBlockDoes() {
    var config = new VitConfig(224, 16, 24, 1, 3, 4, 0, false);
    try (var official = new OfficialLayer("block")) {
      var block = new Block(official.scope(), config, "blocks.0", 0);
      var output =
          block.apply(
              official.input("x"),
              (branch, batch) -> {
                throw new AssertionError(branch + " asked for draws");
              });
      official.verify(output.tokens());
      official.verify("attn", output.attention());
    }
  }
}
