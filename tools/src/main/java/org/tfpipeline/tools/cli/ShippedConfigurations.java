package org.tfpipeline.tools.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tfpipeline.pipeline.config.ConfigurationException;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.config.NearestName;

/** The configurations that come with the program, which users may name without a path. */
final class ShippedConfigurations {

  private static final String ENDING = ".textproto";

  private final Path folder;

  /**
   * Looks in a distribution.
   *
   * @param home the folder with {@code configs} in it
   */
  ShippedConfigurations(Path home) {
    this.folder = home.resolve("configs");
  }

  /**
   * The file that {@code --config} means: a file of that path if there is one, otherwise a shipped
   * one of that name.
   *
   * @throws ConfigurationException when there is neither
   */
  Path find(String config) {
    Path file = LocalPaths.parse("--config", config);
    if (config.isEmpty() || config.contains("/") || Files.isRegularFile(file)) {
      return file;
    }
    Path shipped = folder.resolve(config.endsWith(ENDING) ? config : config + ENDING);
    if (Files.isRegularFile(shipped)) {
      return shipped;
    }
    var names = names();
    String known = names.isEmpty() ? "" : " Shipped are " + String.join(", ", names) + ".";
    throw new ConfigurationException(
        "--config "
            + config
            + ": there is no such file and no shipped configuration of that name"
            + NearestName.question(config, names)
            + known);
  }

  private ImmutableList<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    } catch (NoSuchFileException | NotDirectoryException e) {
      return ImmutableList.of();
    } catch (IOException e) {
      throw new ConfigurationException(folder + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
