package org.tfpipeline.tools.python;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A virtual environment with the packages that the tests need. It is made once and stays in the
 * build's {@code target} folder for as long as the list of packages is the same.
 */
final class PythonEnvironment {
  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
  private static final Path REQUIREMENTS = MODULE.resolve("python/requirements-test.txt");

  /** Packages that are installed without those that they ask for. */
  private static final Path ALONE = MODULE.resolve("python/requirements-test-alone.txt");

  private static final Path SCRIPTS = MODULE.resolve("src/test/python");
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(20);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
  private static final Map<String, String> QUIET =
      Map.of(
          "TF_CPP_MIN_LOG_LEVEL", "3",
          "TF_ENABLE_ONEDNN_OPTS", "0",
          "CUDA_VISIBLE_DEVICES", "-1",
          "PYTHONDONTWRITEBYTECODE", "1",
          "PYTHONIOENCODING", "utf-8",
          "PIP_DISABLE_PIP_VERSION_CHECK", "1");

  private final Path python;

  private PythonEnvironment(Path python) {
    this.python = python;
  }

  /**
   * Finds the environment, or makes it with the {@code python3} on the path.
   *
   * @throws PythonUnavailableException if there is none, or the packages cannot be installed
   */
  static PythonEnvironment prepare() throws PythonUnavailableException {
    try {
      String key =
          Hashing.sha256()
              .newHasher()
              .putBytes(Files.readAllBytes(REQUIREMENTS))
              .putBytes(Files.readAllBytes(ALONE))
              .hash()
              .toString();
      Path environments = Files.createDirectories(MODULE.resolve("target/python").toAbsolutePath());
      Path folder = environments.resolve(key.substring(0, 16));
      Path python = folder.resolve(isWindows() ? "Scripts/python.exe" : "bin/python");
      // The build tests in several processes.
      try (var lockFile = FileChannel.open(environments.resolve(".lock"), CREATE, WRITE)) {
        lockFile.lock();
        installOnce(folder, python);
      }
      return new PythonEnvironment(python);
    } catch (IOException e) {
      throw new PythonUnavailableException(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PythonUnavailableException("Making the Python environment was interrupted.");
    }
  }

  /**
   * Runs a script of {@code src/test/python}.
   *
   * @return what it printed
   * @throws AssertionError if it fails, with its standard error
   */
  String run(String script, Object... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(python.toString(), SCRIPTS.resolve(script).toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    var process = ExternalProcess.run(command, QUIET, RUN_LIMIT);
    if (!process.succeeded()) {
      throw new AssertionError(
          script + " failed with exit code " + process.exitCode() + ":\n" + process.errors());
    }
    return process.output();
  }

  private static void installOnce(Path folder, Path python)
      throws PythonUnavailableException, IOException, InterruptedException {
    Path complete = folder.resolve("complete");
    if (Files.exists(complete)) {
      return;
    }
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    install(folder, python);
    Files.createFile(complete);
  }

  private static void install(Path folder, Path python)
      throws PythonUnavailableException, IOException, InterruptedException {
    String bootstrap = isWindows() ? "python" : "python3";
    try {
      step("make a virtual environment", bootstrap, "-m", "venv", folder.toString());
    } catch (IOException e) {
      throw new PythonUnavailableException("There is no " + bootstrap + " on this machine.");
    }
    pip(python, REQUIREMENTS);
    pip(python, ALONE, "--no-deps");
  }

  private static void pip(Path python, Path requirements, String... options)
      throws PythonUnavailableException, IOException, InterruptedException {
    var command = new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "--quiet"));
    command.addAll(List.of(options));
    command.addAll(List.of("--requirement", requirements.toString()));
    step("install " + requirements, command.toArray(new String[0]));
  }

  private static void step(String purpose, String... command)
      throws PythonUnavailableException, IOException, InterruptedException {
    var process = ExternalProcess.run(List.of(command), QUIET, INSTALL_LIMIT);
    if (!process.succeeded()) {
      throw new PythonUnavailableException(
          "Python could not " + purpose + ": " + (process.output() + process.errors()).strip());
    }
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }
}
