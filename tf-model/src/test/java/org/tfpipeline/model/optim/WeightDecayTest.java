package org.tfpipeline.model.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.variables.Variable;

class WeightDecayTest {

  /** Biases by name, everything else by its axes, as the official parameter groups do. */
  @Test
  void actsOnMatricesAndEmbeddingsAlone() {
    try (var trial = new LayerTrial()) {
      var scope = trial.scope();
      scope.normal("pos_embed", 1, 4, 2);
      scope.child("qkv").normal("weight", 2, 6);
      scope.child("last_layer").ones("weight_g", 1, 6);
      scope.child("norm").ones("weight", 2);
      scope.child("norm").zeros("bias", 2);
      scope.child("odd").zeros("bias", 1, 2);
      assertThat(scope.parameters())
          .filteredOn(WeightDecay::actsOn)
          .extracting(Variable::name)
          .containsExactly("pos_embed", "qkv.weight", "last_layer.weight_g");
    }
  }
}
