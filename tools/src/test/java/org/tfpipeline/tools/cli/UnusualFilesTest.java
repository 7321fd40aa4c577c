package org.tfpipeline.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tfpipeline.tfrecords.RecordFiles;
import org.tfpipeline.tfrecords.RecordReader;
import org.tfpipeline.tfrecords.schema.ImageExample;
import org.tfpipeline.tools.convert.TestImages;

/** Conversion of files that lie, are named or are protected as files can be. */
@DisabledOnOs(OS.WINDOWS) // Neither the names nor the permissions are possible there.
class UnusualFilesTest {

  private static final Path PHOTOGRAPH = TestImages.PHOTOGRAPHS.resolve("hat/014b2a1b.jpg");

  @TempDir Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void makeFolders() throws IOException {
    input = Files.createDirectories(folder.resolve("photographs"));
    output = folder.resolve("records");
  }

  @Test
  void aCircleOfLinksIsNamed() throws IOException {
    copyPhotographTo("hat/one.jpg");
    Path link = Files.createSymbolicLink(input.resolve("hat/up"), Path.of("."));
    var result = convert();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("cannot list " + link + "; make it readable and free of circular links");
    assertThat(output).doesNotExist();
  }

  @Test
  void linksAreFollowedAndThoseToNothingRefused() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(PHOTOGRAPH, elsewhere.resolve("linked.jpg"));
    Files.createDirectories(input.resolve("hat"));
    Files.createSymbolicLink(input.resolve("hat/more"), elsewhere);
    Files.createSymbolicLink(input.resolve("hat/self.jpg"), Path.of("self.jpg"));
    var result = convert("--skip-bad");
    assertThat(result.status()).isZero();
    assertThat(result.err()).contains(input.resolve("hat/self.jpg") + " ");
    assertThat(fileNames()).containsExactly("hat/more/linked.jpg");
  }

  @Test
  void namesMayHoldSpacesAndAnyLetters() throws IOException {
    var names = List.of("Hüte und Mützen/ein Hut.jpg", "靴 👞/'quoted\" $HOME.jpg", "靴 👞/a\\b.jpg");
    for (String name : names) {
      copyPhotographTo(name);
    }
    assertThat(convert().status()).isZero();
    assertThat(fileNames()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(output.resolve("image-class-label.labels.txt"))
        .hasContent("Hüte und Mützen\n靴 👞\n");
    assertThat(CommandLine.run("inspect", output.toString()).out()).contains("Hüte und Mützen");
  }

  @Test
  void aRefusedNameStaysOnItsLine() throws IOException {
    copyPhotographTo("hat/good.jpg");
    Files.writeString(input.resolve("hat/line\nbreak\tand tab.jpg"), "no image");
    assertThat(convert("--skip-bad").status()).isZero();
    var lines = Files.readAllLines(output.resolve("refused.tsv"), UTF_8);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("hat/line\\nbreak\\tand tab.jpg\t");
  }

  @Test
  void whatMayNotBeReadIsNamed() throws IOException {
    copyPhotographTo("hat/good.jpg");
    Path secret = copyPhotographTo("hat/secret.jpg");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(secret)).as("the superuser reads everything").isFalse();
    assertThat(convert().err()).contains(secret + " cannot be read: permission denied");
    assertThat(output).doesNotExist();
    assertThat(convert("--skip-bad").status()).isZero();
    assertThat(fileNames()).containsExactly("hat/good.jpg");
  }

  @Test
  void aFolderThatMayNotBeReadIsNamed() throws IOException {
    Path closed = copyPhotographTo("hat/closed/good.jpg").getParent();
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeThat(Files.isReadable(closed)).as("the superuser reads everything").isFalse();
      assertThat(convert().err()).contains("cannot list " + closed + "; make it readable");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private Path copyPhotographTo(String name) throws IOException {
    Path file = input.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.copy(PHOTOGRAPH, file);
  }

  private CommandLine convert(String... flags) {
    var arguments = new ArrayList<>(List.of("convert", "--format", "folder"));
    arguments.addAll(List.of("--input", input.toString(), "--output", output.toString()));
    arguments.addAll(List.of(flags));
    return CommandLine.run(arguments.toArray(String[]::new));
  }

  private List<String> fileNames() throws IOException {
    var names = new ArrayList<String>();
    for (Path file : RecordFiles.find(output.toString())) {
      try (var reader = RecordReader.open(file)) {
        while (reader.next()) {
          names.add(ImageExample.parse(reader.record()).filename());
        }
      }
    }
    return names;
  }
}
