package org.tfpipeline.tools.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tfpipeline.pipeline.config.LocalPaths;
import org.tfpipeline.pipeline.train.RunDirectory;
import org.tfpipeline.pipeline.train.SoundCheckpoint;

/** The checkpoint that a command reads when it is given a run. */
final class RunCheckpoint {

  private RunCheckpoint() {}

  /**
   * The newest one that is sound; damaged ones after it are told.
   *
   * @throws IOException if there is none
   */
  static RunDirectory.SavedCheckpoint newest(RunDirectory run, Console console) throws IOException {
    var found = SoundCheckpoint.ofTrained(run);
    for (var damaged : found.newer()) {
      console
          .err()
          .printf(
              "Warning: %s; this is about '%s'.%n",
              damaged, found.checkpoint().directory().getFileName());
    }
    return found.checkpoint();
  }

  /**
   * The one with a name, such as {@code step-00001200}, or at a path.
   *
   * @throws IOException if the run has no such checkpoint, or it is damaged
   */
  static RunDirectory.SavedCheckpoint named(RunDirectory run, String name) throws IOException {
    Path path = LocalPaths.parse("--checkpoint", name);
    var possible = List.of(run.checkpoints().resolve(path), path.toAbsolutePath().normalize());
    var all = run.savedCheckpoints();
    for (var saved : all) {
      if (possible.contains(saved.directory())) {
        SoundCheckpoint.check(saved);
        return saved;
      }
    }
    var there = all.stream().map(saved -> saved.directory().getFileName().toString());
    throw new IOException(
        "'%s' is no checkpoint of '%s'; it has %s."
            .formatted(
                name, run.path(), all.isEmpty() ? "none yet" : there.collect(joining(", "))));
  }
}
