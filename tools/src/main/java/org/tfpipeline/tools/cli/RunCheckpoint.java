package org.tfpipeline.tools.cli;

import java.io.IOException;
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
    var found =
        SoundCheckpoint.newestOf(run)
            .orElseThrow(
                () ->
                    new IOException(
                        "'%s' has no checkpoint yet; train it first.".formatted(run.path())));
    for (var damaged : found.newer()) {
      console
          .err()
          .printf(
              "Warning: %s; this is about '%s'.%n",
              damaged, found.checkpoint().directory().getFileName());
    }
    return found.checkpoint();
  }
}
