package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFolderTest {

  private static final String SHARD = "a-train.tfrecord-00000-of-00001";

  @TempDir Path parent;
  private Path target;

  @BeforeEach
  void nameTarget() {
    target = parent.resolve("made/data");
  }

  @Test
  void appearsOnCommitOnlyAndLeavesNothingElse() throws IOException {
    try (var staged = StagedFolder.create(target, false)) {
      Files.writeString(staged.path().resolve(SHARD), "new");
      assertThat(target).doesNotExist();
      staged.commit();
    }
    assertThat(target.resolve(SHARD)).hasContent("new");
    assertThat(target.getParent().toFile().list()).containsExactly("data");
    assertThat(target.toFile().list()).containsExactly(SHARD);
  }

  @Test
  void withoutCommitNothingIsLeft() throws IOException {
    try (var staged = StagedFolder.create(target, false)) {
      Files.writeString(staged.path().resolve(SHARD), "new");
    }
    assertThat(target.getParent()).isEmptyDirectory();
  }

  @Test
  void clearsWhatAKilledProcessLeft() throws IOException {
    Path left = Files.createDirectories(parent.resolve("made/.data.incomplete"));
    Files.writeString(left.resolve("b-train.tfrecord-00000-of-00001"), "half");
    try (var staged = StagedFolder.create(target, false)) {
      staged.commit();
    }
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void twoWritersDoNotMeet() throws IOException {
    try (var first = StagedFolder.create(target, false)) {
      Files.writeString(first.path().resolve(SHARD), "new");
      assertThatIOException()
          .isThrownBy(() -> StagedFolder.create(target, false))
          .withMessageContaining("another process is writing output folder " + target);
      first.commit();
    }
    assertThat(target.resolve(SHARD)).hasContent("new");
  }

  @Test
  void replacesADataSetOnlyWhenToldTo() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve(SHARD), "old");
    assertThatIOException()
        .isThrownBy(() -> StagedFolder.create(target, false))
        .withMessageContaining("is there already and not empty")
        .withMessageContaining("--force");
    try (var staged = StagedFolder.create(target, true)) {
      Files.writeString(staged.path().resolve("features.json"), "new");
      assertThat(target.resolve(SHARD)).hasContent("old");
      staged.commit();
    }
    assertThat(target.toFile().list()).containsExactly("features.json");
    assertThat(target.getParent().toFile().list()).containsExactly("data");
  }

  @Test
  void neverReplacesOtherFiles() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("thesis.tex"), "years of work");
    assertThatIOException()
        .isThrownBy(() -> StagedFolder.create(target, true))
        .withMessageContaining("it holds thesis.tex, which is no part of a data set");
    assertThat(target.resolve("thesis.tex")).hasContent("years of work");
  }

  @Test
  void takesAnEmptyFolder() throws IOException {
    Files.createDirectories(target);
    try (var staged = StagedFolder.create(target, false)) {
      Files.writeString(staged.path().resolve(SHARD), "new");
      staged.commit();
    }
    assertThat(target.toFile().list()).containsExactly(SHARD);
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(parent.resolve("made"), "a file");
    assertThatIOException()
        .isThrownBy(() -> StagedFolder.create(target, false))
        .withMessageContaining("output folder " + target + " cannot be made")
        .withMessageContaining(parent.resolve("made").toString());
    assertThatIOException()
        .isThrownBy(() -> StagedFolder.create(parent.resolve("made"), true))
        .withMessageContaining("is a file");
  }
}
