package org.tfpipeline.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.pipeline.train.RunDirectory.SavedCheckpoint;

class RunDirectoryTest {
  @TempDir private Path folder;

  @Test
  void isMadeWithAPlaceForCheckpoints() throws IOException {
    var run = made(folder.resolve("runs/first"));
    assertThat(run.path()).isEqualTo(folder.resolve("runs/first"));
    assertThat(run.checkpoints()).isEmptyDirectory();
    assertThat(run.savedCheckpoints()).isEmpty();
    assertThat(run.latestCheckpoint()).isEmpty();
  }

  @Test
  void aCheckpointHasItsBundleAndTheFileThatTensorFlowLooksFor() throws IOException {
    var run = made(folder);
    var saved = run.save(120, prefix -> Files.writeString(bundle(prefix), "weights"));
    assertThat(saved)
        .isEqualTo(new SavedCheckpoint(120, folder.resolve("checkpoints/step-00000120")));
    assertThat(bundle(saved.prefix())).hasContent("weights");
    assertThat(saved.directory().resolve("checkpoint"))
        .content()
        .contains("model_checkpoint_path: \"ckpt\"");
    assertThat(run.latestCheckpoint()).contains(saved);
  }

  @Test
  void aCheckpointDoesNotShowBeforeItIsWhole() throws IOException {
    var run = made(folder);
    run.save(1, RunDirectoryTest::write);
    run.save(
        2,
        prefix -> {
          write(prefix);
          assertThat(run.savedCheckpoints()).extracting(SavedCheckpoint::step).containsExactly(1L);
        });
    assertThat(run.savedCheckpoints()).extracting(SavedCheckpoint::step).containsExactly(1L, 2L);
  }

  @Test
  void whatAFailedSaveLeftBehindIsRemovedAtTheNextStart() throws IOException {
    var run = made(folder);
    run.save(1, RunDirectoryTest::write);
    assertThatThrownBy(
            () ->
                run.save(
                    2,
                    prefix -> {
                      write(prefix);
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");
    assertThat(run.savedCheckpoints()).extracting(SavedCheckpoint::step).containsExactly(1L);
    assertThat(names(run.checkpoints())).hasSize(2);

    var again = made(folder);
    assertThat(names(again.checkpoints())).containsExactly("step-00000001");
    assertThat(bundle(again.latestCheckpoint().orElseThrow().prefix())).exists();
  }

  @Test
  void onlyTheNewestCheckpointsAreKeptAndThoseForGood() throws IOException {
    var run = made(folder);
    for (int step = 10; step <= 50; step += 10) {
      run.save(step, RunDirectoryTest::write);
      run.removeOld(2, saved -> saved == 20);
    }
    assertThat(names(run.checkpoints()))
        .containsExactlyInAnyOrder("step-00000020", "step-00000040", "step-00000050");
  }

  @Test
  void newestMeansMostStepsWhateverTheLengthOfTheName() throws IOException {
    var run = made(folder);
    run.save(99_999_999, RunDirectoryTest::write);
    run.save(100_000_000, RunDirectoryTest::write);
    assertThat(run.savedCheckpoints())
        .extracting(SavedCheckpoint::step)
        .containsExactly(99_999_999L, 100_000_000L);
    assertThat(run.latestCheckpoint().orElseThrow().step()).isEqualTo(100_000_000);
  }

  @Test
  void otherThingsInTheFolderAreLeftAlone() throws IOException {
    var run = made(folder);
    Files.writeString(run.checkpoints().resolve("notes.txt"), "mine");
    Files.createDirectory(run.checkpoints().resolve("step-10-backup"));
    var saved = run.save(1, RunDirectoryTest::write);
    assertThat(made(folder).savedCheckpoints()).containsExactly(saved);
    assertThat(names(run.checkpoints()))
        .containsExactlyInAnyOrder("notes.txt", "step-10-backup", "step-00000001");
  }

  @Test
  void aStartedRunIsKnownByItsConfiguration() throws IOException {
    assertThatThrownBy(() -> RunDirectory.existing(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "'%s' is not a run directory: it has no config.textproto; name the --output of a 'tfpipeline train'.",
            folder);
    Files.writeString(folder.resolve("config.textproto"), "name: \"a\"");
    assertThat(RunDirectory.existing(folder).latestCheckpoint()).isEmpty();
  }

  @Test
  void lookingForAPlaceMakesNothing() throws IOException {
    var run = RunDirectory.at(folder.resolve("runs/first"));
    assertThat(run.savedCheckpoints()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "not a folder");
    var sentence =
        "'%s' is a file, in the way of a run directory; choose another --output or move the file."
            .formatted(file);
    assertThatThrownBy(() -> RunDirectory.at(file))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> RunDirectory.at(file.resolve("runs/first"))).hasMessage(sentence);
    var checkpoints = Files.createFile(folder.resolve("checkpoints"));
    assertThatThrownBy(() -> RunDirectory.at(folder))
        .hasMessageStartingWith("'%s' is a file", checkpoints);
    assertThat(file).hasContent("not a folder");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderThatCannotBeWrittenIsRefused() throws IOException {
    var locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(locked)).as("the superuser may write everywhere").isFalse();
    assertThatThrownBy(() -> RunDirectory.at(locked.resolve("first")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "'%s' cannot be written; choose another --output or change its permissions.", locked);
  }

  @Test
  void anotherConfigurationIsKeptUnderAnotherName() throws IOException {
    var run = made(folder);
    assertThat(run.keepConfiguration("name: \"a\"")).isEmpty();
    assertThat(run.keepConfiguration("name: \"a\"")).isEmpty();
    var earlier = folder.resolve("earlier-config.textproto");
    assertThat(run.keepConfiguration("name: \"b\"")).contains(earlier);
    assertThat(earlier).hasContent("name: \"a\"");
    assertThat(run.configuration()).hasContent("name: \"b\"");
    assertThat(names(folder))
        .containsExactlyInAnyOrder("checkpoints", "config.textproto", "earlier-config.textproto");
  }

  private static RunDirectory made(Path path) throws IOException {
    var run = RunDirectory.at(path);
    run.make();
    return run;
  }

  private static void write(Path prefix) throws IOException {
    Files.writeString(bundle(prefix), "weights");
  }

  private static Path bundle(Path prefix) {
    return Path.of(prefix + ".index");
  }

  private static String[] names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }
}
