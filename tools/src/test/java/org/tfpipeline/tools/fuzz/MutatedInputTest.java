package org.tfpipeline.tools.fuzz;

import static org.assertj.core.api.Assertions.fail;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged real input, the same in every run. {@code -Dfuzz.executions=1000000 -Dfuzz.seed=7} does
 * more and other of it; {@code tools/fuzz} lets coverage lead the way.
 */
class MutatedInputTest {

  private static final int EXECUTIONS = Integer.getInteger("fuzz.executions", 500);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(FuzzTarget.class)
  void intactInputIsRead(FuzzTarget target) throws IOException {
    for (byte[] seed : target.seeds()) {
      target.run(seed, folder);
    }
  }

  @ParameterizedTest
  @EnumSource(FuzzTarget.class)
  void damagedInputGivesAResultOrASentence(FuzzTarget target) throws IOException {
    var mutator = new Mutator(target.seeds(), SEED);
    for (int execution = 0; execution < EXECUTIONS; execution++) {
      byte[] input = mutator.next();
      try {
        target.run(input, folder);
      } catch (Throwable failure) { // An Error, too, is a finding; the input belongs to it.
        fail(
            "%s, execution %d, input %s"
                .formatted(target, execution, BaseEncoding.base16().encode(input)),
            failure);
      }
    }
  }
}
