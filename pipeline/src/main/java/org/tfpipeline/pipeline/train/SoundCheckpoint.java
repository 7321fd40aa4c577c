package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;

/**
 * The newest checkpoint of a run that is as it was written.
 *
 * @param checkpoint it
 * @param newer those after it, which are damaged, newest first
 */
public record SoundCheckpoint(SavedCheckpoint checkpoint, ImmutableList<Damaged> newer) {

  /**
   * A checkpoint that cannot be used.
   *
   * @param damage what is wrong with it, in words that follow its name
   */
  public record Damaged(SavedCheckpoint checkpoint, String damage) {

    @Override
    public String toString() {
      return "The checkpoint '%s' %s".formatted(checkpoint.directory(), damage);
    }
  }

  /**
   * The checkpoint that a user means by a folder: the newest sound one of a run directory, or the
   * folder itself.
   *
   * @throws IOException in one sentence, if it is neither or damaged
   */
  public static SoundCheckpoint at(Path folder) throws IOException {
    var run = RunDirectory.toRead(folder);
    if (Files.isDirectory(run.checkpoints())) {
      return ofTrained(run);
    }
    if (!Files.exists(folder.resolve(CheckpointManifest.NAME))) {
      throw new IOException(
          "'%s' is neither a run directory nor a checkpoint in one; name a folder such as runs/NAME or runs/NAME/checkpoints/step-00001200."
              .formatted(folder));
    }
    check(new SavedCheckpoint(0, folder));
    long step = CheckpointManifest.read(folder).step();
    return new SoundCheckpoint(new SavedCheckpoint(step, folder), ImmutableList.of());
  }

  /**
   * Checks one checkpoint.
   *
   * @throws IOException if it is damaged
   */
  public static void check(SavedCheckpoint checkpoint) throws IOException {
    var damage = CheckpointManifest.findDamage(checkpoint.directory());
    if (damage.isPresent()) {
      throw new IOException(
          "%s; name another one.".formatted(new Damaged(checkpoint, damage.get())));
    }
  }

  /** Of a checkpoint whose name tells its step. */
  private static Optional<String> findDamage(SavedCheckpoint checkpoint) throws IOException {
    var damage = CheckpointManifest.findDamage(checkpoint.directory());
    if (damage.isPresent()) {
      return damage;
    }
    long step = CheckpointManifest.read(checkpoint.directory()).step();
    return step == checkpoint.step()
        ? Optional.empty()
        : Optional.of("is that of step %d under another name".formatted(step));
  }

  /**
   * Reads the checkpoints of a run that has some.
   *
   * @throws IOException if there is none, or none is sound
   */
  public static SoundCheckpoint ofTrained(RunDirectory run) throws IOException {
    return newestOf(run)
        .orElseThrow(
            () ->
                new IOException(
                    "'%s' has no checkpoint yet; train it first.".formatted(run.path())));
  }

  /**
   * Reads the checkpoints of a run, from the newest on.
   *
   * @return nothing if there is no checkpoint at all
   * @throws IOException if there are some and not one is sound, or one cannot be read
   */
  public static Optional<SoundCheckpoint> newestOf(RunDirectory run) throws IOException {
    var all = run.savedCheckpoints().reverse();
    var damaged = ImmutableList.<Damaged>builder();
    for (var checkpoint : all) {
      var damage = findDamage(checkpoint);
      if (damage.isEmpty()) {
        return Optional.of(new SoundCheckpoint(checkpoint, damaged.build()));
      }
      damaged.add(new Damaged(checkpoint, damage.get()));
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    throw new IOException(
        "%s, and no older one is sound; put a copy of one back, or start anew with another --output."
            .formatted(damaged.build().get(0)));
  }
}
