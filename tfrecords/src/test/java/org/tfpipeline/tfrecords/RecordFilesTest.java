package org.tfpipeline.tfrecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordFilesTest {

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        new String[] {
          "b-train.tfrecord-00001-of-00002",
          "b-train.tfrecord-00000-of-00002",
          "b-test.tfrecord",
          "features.json"
        }) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("c.tfrecord"));
  }

  @Test
  void aFolderMeansItsRecordFilesSorted() throws IOException {
    assertThat(RecordFiles.find(folder.toString()))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "b-test.tfrecord",
            "b-train.tfrecord-00000-of-00002",
            "b-train.tfrecord-00001-of-00002");
  }

  @Test
  void aFolderTrainsFromItsTrainingSplit() throws IOException {
    assertThat(RecordFiles.findTraining(folder.toString()))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("b-train.tfrecord-00000-of-00002", "b-train.tfrecord-00001-of-00002");
    assertThat(RecordFiles.findTraining(folder + "/b-test.tfrecord")).hasSize(1);
    try (var files = Files.newDirectoryStream(folder, "*-train*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    assertThat(RecordFiles.findTraining(folder.toString()))
        .containsExactly(folder.resolve("b-test.tfrecord"));
  }

  @Test
  void aGlobMeansWhatItMatches() throws IOException {
    assertThat(RecordFiles.find(folder + "/*-train*")).hasSize(2);
    assertThat(RecordFiles.find(folder + "/b-t{est,rain}.tfrecord")).hasSize(1);
  }

  @Test
  void aFileMeansItself() throws IOException {
    Path file = folder.resolve("features.json");
    assertThat(RecordFiles.find(file.toString())).containsExactly(file);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, is not there",
    "*.gz, no file matches",
    "none/*, is not there",
    "c.tfrecord, holds no TFRecord files",
    "[, is not a glob"
  })
  void nothingIsAnError(String name, String message) {
    assertThatIOException()
        .isThrownBy(() -> RecordFiles.find(folder + "/" + name))
        .withMessageContaining(message);
  }

  @Test
  void aUriIsRefused() {
    assertThatIOException()
        .isThrownBy(() -> RecordFiles.find("gs://bucket/data"))
        .withMessageContaining("gs://bucket/data is a URI; only local paths are read");
  }
}
