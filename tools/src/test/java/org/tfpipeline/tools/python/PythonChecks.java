package org.tfpipeline.tools.python;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** The checks of one Python script as tests: one start of TensorFlow, one report a check. */
final class PythonChecks {

  private PythonChecks() {}

  /** What {@code checks.py} prints for each. */
  private record Outcome(String name, String failure) {}

  /** Runs the script, which ends with {@code checks.run}, and reports what it found. */
  static List<DynamicTest> run(PythonEnvironment python, String script, Object... arguments)
      throws IOException, InterruptedException {
    String json = python.run(script, arguments).strip();
    // Packages may print greetings before.
    String lastLine = json.substring(json.lastIndexOf('\n') + 1);
    var outcomes = List.of(new Gson().fromJson(lastLine, Outcome[].class));
    assertThat(outcomes).as("checks of %s", script).isNotEmpty();
    return outcomes.stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.name(),
                    () -> {
                      if (outcome.failure() != null) {
                        throw new AssertionError(outcome.failure());
                      }
                    }))
        .toList();
  }
}
