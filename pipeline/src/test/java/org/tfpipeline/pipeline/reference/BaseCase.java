package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.ArrayList;
import org.tfpipeline.model.reference.Values;

/** The single-step case whose student others start from: the one of the same network and seed. */
final class BaseCase {
  private static final ImmutableList<String> IDENTITY =
      ImmutableList.of(
          "img_size",
          "patch_size",
          "embed_dim",
          "depth",
          "num_heads",
          "out_dim",
          "head_hidden",
          "head_bottleneck",
          "norm_last_layer",
          "seed_student");

  private BaseCase() {}

  /** The student's weights by the names of parameters, in PyTorch's layout. */
  static ImmutableMap<String, Values> student(
      ReferenceFolder folder, CaseKind kindOfBase, TrackedJson config) throws IOException {
    var bases = new ArrayList<ReferenceCase>();
    for (var stem : folder.stems()) {
      if (CaseKind.of(stem).filter(kind -> kind == kindOfBase).isPresent()) {
        var base = folder.read(stem);
        if (same(base.json().get("config"), config)) {
          bases.add(base);
        }
      }
    }
    if (bases.isEmpty()) {
      throw new AssertionError(
          "There is no case in %s whose student has the seed %s and the same sizes, to start from."
              .formatted(folder.path(), config.get("seed_student").text()));
    }
    return bases.get(0).tensorsAfter("student.param.");
  }

  private static boolean same(TrackedJson base, TrackedJson config) {
    return IDENTITY.stream().allMatch(key -> base.get(key).text().equals(config.get(key).text()));
  }
}
