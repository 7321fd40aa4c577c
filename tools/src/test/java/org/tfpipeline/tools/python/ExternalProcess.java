package org.tfpipeline.tools.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A finished process.
 *
 * @param exitCode its status
 * @param output what it wrote to its standard output
 * @param errors what it wrote to its standard error
 */
record ExternalProcess(int exitCode, String output, String errors) {

  /**
   * Runs a command to its end.
   *
   * @throws IOException if it cannot be started, or takes longer than the limit and is ended
   */
  static ExternalProcess run(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    // Files instead of pipes: a pipe that nobody empties stops the process.
    Path output = Files.createTempFile("tfpipeline-python", ".out");
    Path errors = Files.createTempFile("tfpipeline-python", ".err");
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException(
              command + " took longer than " + limit + " and was ended:\n" + read(errors));
        }
      } finally {
        process.destroyForcibly();
      }
      return new ExternalProcess(process.exitValue(), read(output), read(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
