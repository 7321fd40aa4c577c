package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tfpipeline.model.reference.ClosedForm;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.vit.BackboneOutput;
import org.tfpipeline.model.vit.VisionTransformer;
import org.tfpipeline.model.vit.VitConfig;

/** Backbones of official sizes with closed-form weights, on images of several sizes. */
final class BackboneChecks {
  private static final ImmutableMap<String, Integer> OFFICIAL_HEADS =
      ImmutableMap.of("vit_tiny", 3, "vit_small", 6, "vit_base", 12);

  /** The images are equal to the last bit; their mean may be summed up in another order. */
  private static final Tolerance SAME_IMAGE = new Tolerance(1e-12);

  private final TrackedJson json;
  private final boolean classToken;

  private BackboneChecks(ReferenceCase reference, boolean classToken) {
    this.json = reference.json();
    this.classToken = classToken;
  }

  static ImmutableList<Check> of(ReferenceCase reference, CaseKind kind) {
    var backbone = new BackboneChecks(reference, kind == CaseKind.DINO_BACKBONE);
    var checks = ImmutableList.<Check>builder();
    checks.add(new Check("names and shapes of weights", backbone::shapes));
    for (var each : reference.json().get("cases").items()) {
      var name =
          "%s weights, %dx%d"
              .formatted(each.get("weights").text(), each.integer("height"), each.integer("width"));
      checks.add(new Check(name, () -> backbone.check(each)));
    }
    return checks.build();
  }

  private Shape shape(String tensor) {
    return Summary.shape(json.get("tensor_shapes").get(tensor));
  }

  private VitConfig config() {
    var arch = json.get("config").get("arch").text();
    assertThat(OFFICIAL_HEADS).containsKey(arch);
    var patches = shape("patch_embed.proj.weight");
    int patchSize = json.get("config").integer("patch_size");
    assertThat(patches.get(2)).isEqualTo(patchSize);
    long positions = shape("pos_embed").get(1) - (classToken ? 1 : 0);
    int width = Math.toIntExact(patches.get(0));
    long depth =
        json.get("tensor_shapes").keys().stream()
            .filter(name -> name.endsWith("norm1.weight"))
            .count();
    return new VitConfig(
        (int) Math.round(Math.sqrt((double) positions)) * patchSize,
        patchSize,
        width,
        (int) depth,
        OFFICIAL_HEADS.get(arch),
        (double) shape("blocks.0.mlp.fc1.weight").get(0) / width,
        /* dropPathRate= */ 0,
        classToken);
  }

  private void shapes() {
    try (var trial = new LayerTrial()) {
      new VisionTransformer(trial.scope(), config());
      trial.initialize();
      var ours = Weights.read(trial.session(), trial.store().variables());
      assertThat(ours.keySet().stream().sorted())
          .containsExactlyElementsOf(json.get("tensor_order").texts());
      ours.forEach((name, values) -> assertThat(values.shape()).as(name).isEqualTo(shape(name)));
    }
  }

  private void check(TrackedJson expected) {
    json.get("config").provenance("image_seed"); // Each size has its own.
    var images =
        ClosedForm.images(
            json.get("config").integer("batch"),
            expected.integer("height"),
            expected.integer("width"),
            expected.integer("image_seed"));
    Summary.check("input", images.transposed(0, 3, 1, 2), expected.get("input"), SAME_IMAGE);
    try (var trial = new LayerTrial();
        var fed = images.tensor()) {
      // Of unknown size, as in exports.
      var placeholder =
          trial.tf().placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, -1, 3)));
      var output = new VisionTransformer(trial.scope(), config()).apply(placeholder);
      Weights.assign(
          trial.session(), trial.store().variables(), weights(expected.get("weights").text()));
      var values =
          Weights.fetch(trial.session().runner().feed(placeholder, fed), results(output, expected));
      compare(values, expected);
    }
  }

  private Map<String, Values> weights(String mode) {
    var order = json.get("tensor_order").texts();
    var weights = new LinkedHashMap<String, Values>();
    for (int position = 0; position < order.size(); position++) {
      var name = order.get(position);
      weights.put(name, ClosedForm.weights(mode, name, position, shape(name)));
    }
    return weights;
  }

  private Map<String, Operand<TFloat32>> results(BackboneOutput output, TrackedJson expected) {
    var results = new LinkedHashMap<String, Operand<TFloat32>>();
    if (classToken) {
      results.put("cls", output.classToken());
      results.put("attention_last", output.attention());
    } else {
      results.put("features", output.patchTokens());
      results.put("pos_embed", output.positions());
    }
    int taps = expected.get("taps").size();
    int depth = output.blocks().size();
    for (int i = 0; i < taps; i++) {
      results.put("taps/" + i, output.blocks().get(depth - taps + i));
    }
    return results;
  }

  private void compare(Map<String, Values> values, TrackedJson expected) {
    assertThat(expected.get("taps").size()).isEqualTo(json.get("config").integer("taps"));
    values.forEach(
        (name, actual) -> {
          var summary =
              name.startsWith("taps/")
                  ? expected.get("taps").at(Integer.parseInt(name.substring("taps/".length())))
                  : expected.get(name);
          Summary.check(name, actual, summary, Tolerance.ACTIVATIONS);
        });
    var feature = classToken ? "cls" : "features";
    var precise = expected.get(feature + "_f64");
    Summary.check(feature + " in float64", values.get(feature), precise, Tolerance.ACTIVATIONS);
    // Otherwise the comparisons above would say nothing.
    assertThat(expected.number("max_abs_f32_vs_f64"))
        .isLessThan(Tolerance.ACTIVATIONS.relative() * precise.number("max_abs"));
  }
}
