package org.tfpipeline.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {

  @TempDir private Path folder;

  @Test
  void aFileIsItself() throws IOException {
    Path file = create("images.bin");
    assertThat(RecordFiles.find("--data", file)).containsExactly(file);
  }

  @Test
  void aPatternIsSortedAndLeavesFoldersOut() throws IOException {
    Path second = create("a-train.tfrecord-00001-of-00002");
    Path first = create("a-train.tfrecord-00000-of-00002");
    create("b-train.tfrecord-00000-of-00001");
    Files.createDirectory(folder.resolve("a-train.tfrecord-copies"));
    assertThat(RecordFiles.find("--data", folder.resolve("a-*"))).containsExactly(first, second);
    assertThat(RecordFiles.find("--data", folder.resolve("a-train.tfrecord-0000?-of-00002")))
        .containsExactly(first, second);
  }

  @Test
  void ofAFolderTheTrainingSplitIsRead() throws IOException {
    Path train = create("a-train.tfrecord-00000-of-00001");
    create("a-validation.tfrecord-00000-of-00001");
    create("dataset_info.json");
    assertThat(RecordFiles.find("--data", folder)).containsExactly(train);
  }

  @Test
  void ofAFolderWithoutOneAllRecordsAreRead() throws IOException {
    Path all = create("a-all.tfrecord-00000-of-00001");
    Path plain = create("b.tfrecord");
    create("dataset_info.json");
    assertThat(RecordFiles.find("--data", folder)).containsExactly(all, plain);
  }

  @Test
  void nothingIsAnError() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> RecordFiles.find("--data", folder))
        .hasMessage(
            "--data: the folder "
                + folder
                + " holds no *.tfrecord files; make some with tfpipeline convert.");
    assertThatThrownBy(() -> RecordFiles.find("--data", nowhere))
        .hasMessage("--data: the file " + nowhere + " does not exist.");
    assertThatThrownBy(() -> RecordFiles.find("--data", folder.resolve("x-*")))
        .hasMessage("--data: no file matches " + folder.resolve("x-*") + ".");
    assertThatThrownBy(() -> RecordFiles.find("--data", nowhere.resolve("x-*")))
        .hasMessage("--data: the folder " + nowhere + " does not exist.");
    assertThatThrownBy(() -> RecordFiles.find("--data", folder.resolve("*").resolve("x-*")))
        .hasMessage("--data: a pattern may stand for file names only, not for folders.");
  }

  private Path create(String name) throws IOException {
    return Files.createFile(folder.resolve(name));
  }
}
