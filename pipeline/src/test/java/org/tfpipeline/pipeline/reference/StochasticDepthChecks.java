package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.reference.ClosedForm;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.model.vit.VisionTransformer;

/** A student's backbone with stochastic depth, for given masks of kept samples. */
final class StochasticDepthChecks {
  /** Draws that keep a sample whatever the rate, and that drop it. */
  private static final float KEEP = Math.nextDown(1f);

  private static final float DROP = 0;

  private final ReferenceCase reference;
  private final ReferenceFolder folder;
  private final CaseConfig config;

  private StochasticDepthChecks(ReferenceCase reference, ReferenceFolder folder) {
    this.reference = reference;
    this.folder = folder;
    this.config = new CaseConfig(reference.json().get("config"), /* selfPatch= */ true);
  }

  static ImmutableList<Check> of(ReferenceCase reference, ReferenceFolder folder) {
    var checks = new StochasticDepthChecks(reference, folder);
    return ImmutableList.of(new Check("rates", checks::rates), new Check("output", checks::output));
  }

  private double rate() {
    return reference.json().get("config").number("drop_path_rate");
  }

  private void rates() {
    var rates = reference.json().get("per_block_rate").numbers();
    var backbone = config.backbone(rate());
    assertThat(rates).hasSize(backbone.depth());
    for (int block = 0; block < rates.size(); block++) {
      // The rates are float32.
      Tolerance.UPDATES.check("rate of block " + block, backbone.dropRate(block), rates.get(block));
    }
  }

  private void output() throws IOException {
    // The step's part of the configuration says nothing here.
    var json = reference.json().get("config");
    var weights = BaseCase.student(folder, CaseKind.SELFPATCH_STEP, json);
    json.provenance(json.keys().toArray(String[]::new));
    int size = config.localSize();
    try (var trial = new LayerTrial()) {
      var backbone =
          new VisionTransformer(ParameterScope.root(trial.store(), "", 1), config.backbone(rate()));
      var images = ClosedForm.images(config.batch(), size, size, json.integer("image_seed"));
      var output = backbone.apply(trial.constant(images), draws(trial)).tokens();
      Weights.assign(trial.session(), trial.store().variables(), ofBackbone(weights));
      var values = Weights.fetch(trial.session().runner(), Map.of("output", output)).get("output");
      Tolerance.ACTIVATIONS.check("output", values, reference.tensor("output"));
      Summary.check("output", values, reference.json().get("output"), Tolerance.ACTIVATIONS);
    }
  }

  private static Map<String, Values> ofBackbone(Map<String, Values> weights) {
    var backbone = "backbone.";
    var kept = Maps.filterKeys(weights, name -> name.startsWith(backbone));
    var renamed = new LinkedHashMap<String, Values>();
    kept.forEach((name, values) -> renamed.put(name.substring(backbone.length()), values));
    return renamed;
  }

  /** The masks are called {@code keep.block1.attn}, the branches {@code blocks.1.attn}. */
  private DropPath.Draws draws(LayerTrial trial) {
    return (branch, batch) -> {
      var mask = reference.tensor("keep." + branch.replaceFirst("blocks\\.", "block")).flat();
      var draws = new float[mask.length];
      for (int i = 0; i < mask.length; i++) {
        draws[i] = mask[i] == 0 ? DROP : KEEP;
      }
      return trial.constant(new Values(Shape.of(mask.length), draws));
    };
  }
}
