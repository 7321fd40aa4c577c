package org.tfpipeline.pipeline.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/** The folder of a run: where everything it leaves behind lies. */
public final class RunDirectory {
  private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d{8,18})");
  private static final String INCOMPLETE = ".incomplete-";
  private static final String CONFIGURATION = "config.textproto";

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

    /** The resolved configuration that it was trained with. */
    public Path configuration() {
      return directory.resolve(CONFIGURATION);
    }

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
   * The run directory at a path, which {@link #make} makes if it is not there.
   *
   * @throws IOException if something is in the way, or it cannot be written
   */
  public static RunDirectory at(Path path) throws IOException {
    var run = new RunDirectory(path.toAbsolutePath().normalize());
    checkPlace(run.path);
    checkPlace(run.checkpoints());
    return run;
  }

  /** The run directory at a path, of which nothing is changed. */
  static RunDirectory toRead(Path path) {
    return new RunDirectory(path.toAbsolutePath().normalize());
  }

  /** Checks the folder, or the one that it will be made in. */
  private static void checkPlace(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder) && !Files.exists(folder)) {
      throw new IOException(
          "'%s' links to a folder that is not there; make or mount it, or remove the link."
              .formatted(folder));
    }
    var nearest = folder;
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new IOException(
          "'%s' is a file, in the way of a run directory; choose another --output or move the file."
              .formatted(nearest));
    }
    if (!Files.isWritable(nearest)) {
      throw new IOException(
          "'%s' cannot be written; choose another --output or change its permissions."
              .formatted(nearest));
    }
  }

  /**
   * Opens the directory of a run that has been started.
   *
   * @throws IOException if there is none
   */
  public static RunDirectory existing(Path path) throws IOException {
    var run = toRead(path);
    if (!Files.exists(run.configuration())) {
      throw new IOException(
          "'%s' is not a run directory: it has no config.textproto; name the --output of a 'tfpipeline train'."
              .formatted(path));
    }
    return run;
  }

  /**
   * Makes the folders that are missing, and removes what a killed run left unfinished.
   *
   * @return why something of that is still there
   */
  ImmutableList<IOException> make() throws IOException {
    Files.createDirectories(checkpoints());
    var failures = ImmutableList.<IOException>builder();
    try (var leftovers = Files.newDirectoryStream(checkpoints(), INCOMPLETE + "*")) {
      for (var leftover : leftovers) {
        try {
          delete(leftover);
        } catch (IOException e) {
          failures.add(e);
        }
      }
    }
    return failures.build();
  }

  public Path path() {
    return path;
  }

  /** The resolved configuration. */
  public Path configuration() {
    return path.resolve(CONFIGURATION);
  }

  /**
   * Keeps the resolved configuration, whole or not at all.
   *
   * @return where another one is now that was there: perhaps somebody wrote it by hand
   */
  Optional<Path> keepConfiguration(String text) throws IOException {
    var file = configuration();
    var kept = Optional.<Path>empty();
    if (Files.exists(file)) {
      if (hasConfiguration(text)) {
        return kept;
      }
      var free = DurableFiles.free(file.resolveSibling("earlier-" + CONFIGURATION));
      kept = Optional.of(Files.copy(file, free));
    }
    DurableFiles.replace(file, path.resolve(INCOMPLETE + "configuration"), text);
    return kept;
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
   * Whether there is nothing that a run would have left, but for what a killed one with the same
   * configuration leaves before its first checkpoint is whole.
   */
  boolean isFree(String configurationText) throws IOException {
    if (Files.exists(metrics())
        || (Files.exists(configuration()) && !hasConfiguration(configurationText))) {
      return false;
    }
    if (Files.notExists(checkpoints())) {
      return true;
    }
    try (var entries =
        Files.newDirectoryStream(
            checkpoints(), entry -> !entry.getFileName().toString().startsWith(INCOMPLETE))) {
      return !entries.iterator().hasNext();
    }
  }

  private boolean hasConfiguration(String text) throws IOException {
    return Arrays.equals(Files.readAllBytes(configuration()), text.getBytes(UTF_8));
  }

  /** Undoes {@link #make} and {@link #keepConfiguration} of a run that came to nothing. */
  void unmake() throws IOException {
    if (Files.exists(checkpoints())) {
      delete(checkpoints());
    }
    Files.deleteIfExists(configuration());
  }

  /** Writes a checkpoint, which appears whole or not at all. */
  SavedCheckpoint save(long step, BundleWriter writer) throws IOException {
    var name = "step-%08d".formatted(step);
    // Its parent is not made: a run directory that somebody removed does not come back in part.
    var aside = Files.createDirectory(checkpoints().resolve(INCOMPLETE + name));
    writer.write(aside.resolve("ckpt"));
    // With this file, tf.train.load_checkpoint takes the folder.
    Files.writeString(
        aside.resolve("checkpoint"),
        "model_checkpoint_path: \"ckpt\"\nall_model_checkpoint_paths: \"ckpt\"\n");
    if (Files.exists(configuration())) {
      Files.copy(configuration(), aside.resolve(CONFIGURATION));
    }
    CheckpointManifest.of(aside, step).write(aside);
    try (var files = Files.newDirectoryStream(aside)) {
      for (var file : files) {
        DurableFiles.forceFile(file);
      }
    }
    DurableFiles.forceFolder(aside);
    var complete = checkpoints().resolve(name);
    Files.move(aside, complete, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.forceFolder(checkpoints());
    return new SavedCheckpoint(step, complete);
  }

  /**
   * Removes the oldest checkpoints.
   *
   * @param kept how many stay, the newest
   * @param forGood tells by the step of a checkpoint whether it stays, too
   */
  void removeOld(int kept, LongPredicate forGood) throws IOException {
    var passing =
        savedCheckpoints().stream().filter(checkpoint -> !forGood.test(checkpoint.step())).toList();
    for (var old : passing.subList(0, Math.max(0, passing.size() - kept))) {
      remove(old);
    }
  }

  /**
   * Puts a checkpoint that cannot be used out of the way, and keeps it.
   *
   * @return where it is now
   */
  Path setAside(SavedCheckpoint damaged) throws IOException {
    var folder = damaged.directory();
    var free = DurableFiles.free(folder.resolveSibling("damaged-" + folder.getFileName()));
    return Files.move(folder, free, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Keeps other processes out of this folder, which is made if it is not there. */
  RunLock lock() throws IOException {
    return RunLock.take(path);
  }

  /** Nobody sees half of a checkpoint, neither while it comes nor while it goes. */
  private void remove(SavedCheckpoint old) throws IOException {
    var aside = checkpoints().resolve(INCOMPLETE + old.directory().getFileName());
    Files.move(old.directory(), aside, StandardCopyOption.ATOMIC_MOVE);
    delete(aside);
  }

  private static void delete(Path folder) throws IOException {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (FileSystemException e) {
      // The first file that could not be deleted, and why.
      throw e.getSuppressed().length > 0 && e.getSuppressed()[0] instanceof IOException first
          ? first
          : e;
    }
  }
}
