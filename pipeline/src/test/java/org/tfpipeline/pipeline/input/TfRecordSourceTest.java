package org.tfpipeline.pipeline.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.Compression;

final class TfRecordSourceTest {

  @TempDir Path folder;

  @Test
  void countsAndLocatesRecords() throws IOException {
    var source = new TfRecordSource("tiny", TinyRecords.files());
    var example = TinyRecords.examples().get(5);

    assertThat(source.countRecords()).isEqualTo(TinyRecords.shards());
    assertThat(TfRecordSource.locate(example.toByteArray(), source.files()))
        .hasValue("Record 1 of '%s'".formatted(TinyRecords.files().get(1)));
    assertThat(TfRecordSource.locate(new byte[3], source.files())).isEmpty();
  }

  @Test
  void refusesWhatIsNoTfRecord() throws IOException {
    var file = Files.writeString(folder.resolve("a.tfrecord"), "this is a text, not records");

    assertThatThrownBy(() -> source(file).countRecords())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " is not a TFRecord file");
  }

  @Test
  void tellsHowFilesAreCompressed() throws IOException {
    var file = folder.resolve("a.tfrecord");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      Files.copy(TinyRecords.files().get(0), out);
    }

    assertThat(source(file).countRecords()).containsExactly(new Shard(file, Compression.GZIP, 4));
  }

  @Test
  void refusesNoRecords() throws IOException {
    var file = Files.createFile(folder.resolve("a.tfrecord"));

    assertThatThrownBy(() -> source(file).countRecords())
        .isInstanceOf(IOException.class)
        .hasMessage("'here' holds no records; run 'tfpipeline convert' to make some.");
  }

  private static TfRecordSource source(Path file) {
    return new TfRecordSource("here", ImmutableList.of(file));
  }
}
