package org.tfpipeline.pipeline.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tfpipeline.model.nn.DropPath;
import org.tfpipeline.model.reference.LayerTrial;
import org.tfpipeline.model.reference.Values;
import org.tfpipeline.model.reference.Weights;
import org.tfpipeline.model.selfpatch.PatchNeighborhood;
import org.tfpipeline.model.selfpatch.SelfPatchNetwork;
import org.tfpipeline.model.variables.ParameterScope;
import org.tfpipeline.pipeline.train.TrainingTrial;

/** What both networks of SelfPatch make of the crops of both sizes, and whom patches learn from. */
final class SelfPatchNetworks {
  /** Of cosines; the reference tells that no two that matter are nearer to each other than 1e-5. */
  private static final double SMALLEST_GAP_ERROR = 2e-6;

  /** No draws: the rate is 0. */
  static final DropPath.Draws NO_DRAWS =
      (branch, batch) -> {
        throw new AssertionError(branch + " asked for draws");
      };

  private final ReferenceCase reference;
  private final CaseConfig config;
  private final LayerTrial trial;
  private final Map<String, Operand<TFloat32>> results = new LinkedHashMap<>();

  private SelfPatchNetworks(ReferenceCase reference, CaseConfig config, LayerTrial trial) {
    this.reference = reference;
    this.config = config;
    this.trial = trial;
  }

  static void check(ReferenceCase reference, CaseConfig config) {
    try (var trial = new LayerTrial()) {
      new SelfPatchNetworks(reference, config, trial).check();
    }
  }

  private void check() {
    var student = network("student");
    var teacher = network("teacher");
    var views = config.views(0);
    collect("student", "global", student, student.student(images(views, "global"), NO_DRAWS));
    collect("student", "local", student, student.student(images(views, "local"), NO_DRAWS));
    collect("teacher", "global", teacher, teacher.teacher(images(views, "global")));
    collect("teacher", "local", teacher, teacher.teacher(images(views, "local")));
    // Each network once more in the other one's role.
    results.put(
        "cross.teacher_head_loc_false_global",
        head(teacher.student(images(views, "global"), NO_DRAWS)));
    results.put("cross.student_head_loc_true_local", head(student.teacher(images(views, "local"))));

    Weights.assign(trial.session(), trial.store().variables(), reference.networks());
    var values = Weights.fetch(trial.session().runner(), results);
    Assertions.assertAll(
        values.keySet().stream().map(name -> () -> compare(name, values.get(name))));
    for (var resolution : List.of("global", "local")) {
      positives(resolution, values.get("positives." + resolution));
      gaps(resolution, values.get("teacher.sim." + resolution));
    }
    neighbors();
  }

  private SelfPatchNetwork network(String name) {
    return new SelfPatchNetwork(
        ParameterScope.root(trial.store(), name + "/", 1),
        config.backbone(0),
        config.aggregation(),
        config.imageHead(),
        config.patchHead());
  }

  private Operand<TFloat32> images(TrainingTrial.Views views, String resolution) {
    return trial.constant(resolution.equals("global") ? views.globals() : views.locals());
  }

  private void collect(
      String who, String resolution, SelfPatchNetwork network, SelfPatchNetwork.Outputs outputs) {
    results.put(who + ".backbone." + resolution, outputs.backbone().tokens());
    results.put(who + ".pos_embed." + resolution, outputs.backbone().positions());
    results.put(who + ".head." + resolution, head(outputs));
    results.put(who + ".cls_logits." + resolution, network.imageLogits(outputs.imagePoints()));
    results.put(who + ".patch_logits." + resolution, network.patchLogits(outputs.patchPoints()));
    if (who.equals("teacher")) {
      var neighborhood = neighborhood(resolution);
      var patchTokens = outputs.backbone().patchTokens();
      Operand<TInt32> positives = neighborhood.positives(patchTokens);
      results.put("teacher.sim." + resolution, neighborhood.similarities(patchTokens));
      results.put("positives." + resolution, trial.tf().dtypes.cast(positives, TFloat32.class));
    }
  }

  /** Image token first, then patches, as the official head puts them out. */
  private Operand<TFloat32> head(SelfPatchNetwork.Outputs outputs) {
    var tf = trial.tf();
    return tf.concat(
        List.of(tf.expandDims(outputs.imageToken(), tf.constant(1)), outputs.patchOutputs()),
        tf.constant(1));
  }

  private PatchNeighborhood neighborhood(String resolution) {
    int side = resolution.equals("global") ? config.globalSize() : config.localSize();
    int grid = side / config.backbone(0).patchSize();
    return new PatchNeighborhood(trial.tf(), config.aggregation(), grid, grid);
  }

  private void compare(String name, Values actual) {
    if (name.startsWith("cross.")) {
      var summary = reference.json().get("cross").get(name.substring("cross.".length()));
      Summary.check(name, actual, summary, Tolerance.ACTIVATIONS);
    } else if (reference.has(name)) { // Embeddings that are not resampled are left out.
      var expected = reference.tensor(name);
      // Ours has logits as rows.
      boolean logits = name.contains("_logits.");
      Tolerance.ACTIVATIONS.check(
          name, logits ? actual.reshaped(expected.shape()) : actual, expected);
    }
  }

  private void neighbors() {
    for (var grid : reference.namesAfter("neighbours.")) {
      int rows = Integer.parseInt(grid.substring(0, grid.indexOf('x')));
      int columns = Integer.parseInt(grid.substring(grid.indexOf('x') + 1));
      var ours = new PatchNeighborhood(trial.tf(), config.aggregation(), rows, columns);
      var flat = Arrays.stream(ours.neighbors()).flatMapToInt(Arrays::stream).toArray();
      assertThat(flat).as("neighbours." + grid).containsExactly(integers("neighbours." + grid));
    }
  }

  private int[] integers(String tensor) {
    var flat = reference.tensor(tensor).flat();
    var integers = new int[flat.length];
    for (int i = 0; i < flat.length; i++) {
      integers[i] = (int) flat[i];
    }
    return integers;
  }

  /** {@code topk} has places in the list of neighbours, {@code topk_tokens} the patches, sorted. */
  private void positives(String resolution, Values positives) {
    var neighbors = neighborhood(resolution).neighbors();
    int count = config.aggregation().positives();
    var places = integers("teacher.topk." + resolution);
    var tokens = integers("teacher.topk_tokens." + resolution);
    assertThat(positives.flat()).hasSameSizeAs(places).hasSameSizeAs(tokens);
    for (int start = 0; start < places.length; start += count) {
      int patch = start / count % neighbors.length;
      var chosen = new int[count];
      for (int i = 0; i < count; i++) {
        chosen[i] = (int) positives.flat()[start + i];
        assertThat(chosen[i])
            .as("positive %d of patch %d, %s", i, patch, resolution)
            .isEqualTo(neighbors[patch][places[start + i]]);
      }
      Arrays.sort(chosen);
      assertThat(chosen).containsExactly(Arrays.copyOfRange(tokens, start, start + count));
    }
  }

  /** The smallest distance of the last similarity that is chosen and the first that is not. */
  private void gaps(String resolution, Values similarities) {
    int count = config.aggregation().positives();
    int neighbors = neighborhood(resolution).neighbors()[0].length;
    var expected = reference.json().get("topk_min_gap");
    if (count == neighbors) {
      expected.provenance(resolution); // All are chosen, there is no gap.
      return;
    }
    double smallest = Double.POSITIVE_INFINITY;
    for (int start = 0; start < similarities.flat().length; start += neighbors) {
      var sorted = Arrays.copyOfRange(similarities.flat(), start, start + neighbors);
      Arrays.sort(sorted);
      smallest = Math.min(smallest, sorted[neighbors - count] - sorted[neighbors - count - 1]);
    }
    assertThat(smallest)
        .as("topk_min_gap of %s", resolution)
        .isCloseTo(expected.number(resolution), within(SMALLEST_GAP_ERROR));
  }
}
