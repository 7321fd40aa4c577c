package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of a run: where everything it leaves behind lies. */
public final class RunDirectory {
  private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d+)");
  private static final String INCOMPLETE = ".incomplete-";

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * A complete checkpoint.
   *
   * @param step steps done when it was written
   * @param directory its folder
   */
  public record SavedCheckpoint(long step, Path directory) {

    /** What its tensor bundle's files start with. */
    public Path prefix() {
      return directory.resolve("ckpt");
    }
  }

  /** Writes a tensor bundle whose files start with a path. */
  @FunctionalInterface
  interface BundleWriter {
    void write(Path prefix) throws IOException;
  }

  /**
   * Opens a run directory, making it if there is none.
   *
   * @throws IOException if it cannot be written
   */
  public static RunDirectory create(Path path) throws IOException {
    var run = new RunDirectory(path.toAbsolutePath().normalize());
    try {
      Files.createDirectories(run.checkpoints());
      for (var folder : List.of(run.path, run.checkpoints())) {
        folder.getFileSystem().provider().checkAccess(folder, AccessMode.WRITE);
      }
    } catch (FileSystemException e) {
      throw new IOException(
          "'%s' cannot be written%s; choose another --output or change its permissions."
              .formatted(path, e.getReason() == null ? "" : " (" + e.getReason() + ")"),
          e);
    }
    run.removeIncomplete();
    return run;
  }

  /**
   * Opens the directory of a run that has been started.
   *
   * @throws IOException if there is none
   */
  public static RunDirectory existing(Path path) throws IOException {
    var run = new RunDirectory(path.toAbsolutePath().normalize());
    if (!Files.exists(run.configuration())) {
      throw new IOException(
          "'%s' is not a run directory: it has no config.textproto; name the --output of a 'tfpipeline train'."
              .formatted(path));
    }
    return run;
  }

  public Path path() {
    return path;
  }

  /** The resolved configuration. */
  public Path configuration() {
    return path.resolve("config.textproto");
  }

  /** One JSON object a logged step. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** The folder of all checkpoints. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** The export of the last checkpoint. */
  public Path savedModel() {
    return path.resolve("saved_model");
  }

  /** All complete checkpoints, oldest first. */
  public ImmutableList<SavedCheckpoint> savedCheckpoints() throws IOException {
    if (!Files.isDirectory(checkpoints())) {
      return ImmutableList.of();
    }
    var found = ImmutableList.<SavedCheckpoint>builder();
    try (var folders = Files.newDirectoryStream(checkpoints())) {
      for (var folder : folders) {
        var name = CHECKPOINT.matcher(folder.getFileName().toString());
        if (name.matches()) {
          found.add(new SavedCheckpoint(Long.parseLong(name.group(1)), folder));
        }
      }
    }
    return ImmutableList.sortedCopyOf(
        Comparator.comparingLong(SavedCheckpoint::step), found.build());
  }

  /** The newest complete checkpoint. */
  public Optional<SavedCheckpoint> latestCheckpoint() throws IOException {
    var all = savedCheckpoints();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Writes a checkpoint, which appears whole or not at all, and removes the oldest ones.
   *
   * @param kept how many stay
   */
  SavedCheckpoint save(long step, int kept, BundleWriter writer) throws IOException {
    var name = "step-%08d".formatted(step);
    var aside = Files.createDirectories(checkpoints().resolve(INCOMPLETE + name));
    writer.write(aside.resolve("ckpt"));
    // With this file, tf.train.load_checkpoint takes the folder.
    Files.writeString(
        aside.resolve("checkpoint"),
        "model_checkpoint_path: \"ckpt\"\nall_model_checkpoint_paths: \"ckpt\"\n");
    try (var files = Files.newDirectoryStream(aside)) {
      for (var file : files) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    var complete = checkpoints().resolve(name);
    if (Files.exists(complete)) {
      delete(complete);
    }
    Files.move(aside, complete, StandardCopyOption.ATOMIC_MOVE);
    var all = savedCheckpoints();
    for (var old : all.subList(0, Math.max(0, all.size() - kept))) {
      delete(old.directory());
    }
    return new SavedCheckpoint(step, complete);
  }

  private void removeIncomplete() throws IOException {
    try (var leftovers = Files.newDirectoryStream(checkpoints(), INCOMPLETE + "*")) {
      for (var leftover : leftovers) {
        delete(leftover);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
