package org.tfpipeline.pipeline.reference;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * All numbers of the official code in a folder: every tensor and every field of every case is
 * compared with something, and a case that no test knows fails.
 */
final class ReferenceTest {
  private final ReferenceFolder folder = ReferenceFolder.configured();

  @Test
  void thereAreCases() throws IOException {
    assertThat(folder.stems()).as("cases in %s", folder.path()).isNotEmpty();
  }

  @TestFactory
  List<DynamicContainer> cases() throws IOException {
    return folder.stems().stream()
        .map(stem -> DynamicContainer.dynamicContainer(stem, tests(stem)))
        .collect(toImmutableList());
  }

  private List<DynamicTest> tests(String stem) {
    var checks = ImmutableList.<Check>builder();
    try {
      var reference = folder.read(stem);
      var comparisons = checks(reference);
      checks.addAll(comparisons);
      checks.add(new Check("something is compared", () -> assertThat(comparisons).isNotEmpty()));
      checks.add(new Check("nothing is left out", reference::assertAllRead));
    } catch (IOException | RuntimeException | AssertionError e) {
      // A file that is no case must not hide the others.
      checks.add(new Check("can be read", () -> Assertions.fail(stem + " cannot be read", e)));
    }
    return Lists.transform(
        checks.build(),
        check -> DynamicTest.dynamicTest(stem + ": " + check.name(), check.comparison()));
  }

  private ImmutableList<Check> checks(ReferenceCase reference) throws IOException {
    var kind =
        CaseKind.of(reference.stem())
            .orElseThrow(
                () ->
                    new AssertionError(
                        "No test knows what to do with the case " + reference.stem() + "."));
    return switch (kind) {
      case OPERATIONS -> OperationChecks.of(reference);
      case OPTIMIZERS -> OptimizerChecks.of(reference);
      case SCHEDULES -> ScheduleChecks.of(reference);
      case STOCHASTIC_DEPTH -> StochasticDepthChecks.of(reference, folder);
      case SELFPATCH_BACKBONE, DINO_BACKBONE -> BackboneChecks.of(reference, kind);
      case SELFPATCH_STEP, DINO_STEP -> StepChecks.of(reference, kind);
      case SELFPATCH_TRAJECTORY, DINO_TRAJECTORY -> TrajectoryChecks.of(reference, kind, folder);
    };
  }
}
