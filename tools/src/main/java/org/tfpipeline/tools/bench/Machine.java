package org.tfpipeline.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.TensorFlow;

/**
 * What a measurement was made on.
 *
 * @param cpu the processor's name
 * @param cores that this process may use
 * @param tensorFlow version
 * @param java version
 */
record Machine(String cpu, int cores, String tensorFlow, String java) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Machine current() {
    return new Machine(
        cpuName(),
        Runtime.getRuntime().availableProcessors(),
        TensorFlow.version(),
        Runtime.version().toString());
  }

  /** The name that Linux tells, or just the architecture. */
  private static String cpuName() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(CPU_INFO)) {
      return architecture;
    }
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // A name is not worth a failure.
    }
  }
}
