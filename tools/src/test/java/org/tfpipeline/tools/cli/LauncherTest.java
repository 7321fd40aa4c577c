package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher at the root of the repository, with a Maven that only notes how it was called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
class LauncherTest {

  private static final String BUILDING_CPU =
      "tfpipeline: building for the cpu (the first time this downloads about 250 MB) ...\n";

  @TempDir private Path folder;
  private Path checkout;
  private Path calls;
  private Path source;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeACheckout() throws IOException {
    folder = folder.toRealPath();
    checkout = folder.resolve("a checkout");
    calls = folder.resolve("calls");
    Scripts.copy(Path.of("../tfpipeline"), checkout.resolve("tfpipeline"));
    source = checkout.resolve("tools/src/main/java/Main.java");
    Files.createDirectories(source.getParent());
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Files.writeString(source, "class Main {}");
    for (Path path = source; !path.equals(checkout); path = path.getParent()) {
      setAge(path, 3600);
    }
    setAge(checkout.resolve("pom.xml"), 3600);

    Path programs = folder.resolve("programs");
    Scripts.write(
        programs.resolve("mvn"),
        """
        echo "$@" >>'%s'
        [ -z "$BROKEN" ] || exit 1
        mkdir -p tools/target/tfpipeline-1/bin
        printf '#!/bin/sh\\necho "$TFPIPELINE_HOME $*"\\n' >tools/target/tfpipeline-1/bin/tfpipeline
        chmod +x tools/target/tfpipeline-1/bin/tfpipeline
        """
            .formatted(calls));
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    javac("17.0.1");
  }

  @Test
  void buildsOnceAndThenOnlyStarts() throws Exception {
    assertThat(run("train", "--steps", "3"))
        .isEqualTo(new CommandLine(0, checkout + " train --steps 3\n", BUILDING_CPU));
    assertThat(run("train")).isEqualTo(new CommandLine(0, checkout + " train\n", ""));
    assertThat(Files.readAllLines(calls))
        .containsExactly(
            "-q -B -DskipTests -Dspotless.check.skip -Ddistribution.archive.skip package");
  }

  @Test
  void buildsAgainWhenASourceChanges() throws Exception {
    run("train");
    assertThat(run("train").err()).isEmpty();
    pretendTheBuildWasAMinuteAgo();
    assertThat(run("train").err()).isEmpty();
    setAge(source, 30);
    assertThat(run("train").err()).isEqualTo(BUILDING_CPU);
    assertThat(run("train").err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsDeleted() throws Exception {
    run("train");
    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(run("train").err()).isEqualTo(BUILDING_CPU);
  }

  @Test
  void buildsAgainWhenTheChoiceOfGpuChanges() throws Exception {
    run("train");
    environment.put("TFPIPELINE_GPU", "1");
    assertThat(run("train").err()).startsWith("tfpipeline: building for the gpu ");
    assertThat(run("train").err()).isEmpty();
    assertThat(Files.readAllLines(calls).get(1)).contains(" -Pgpu ");

    environment.put("TFPIPELINE_GPU", "yes");
    assertThat(run("train").err())
        .isEqualTo("tfpipeline: TFPIPELINE_GPU is yes; it is 1 for NVIDIA GPUs, or 0.\n");
  }

  @Test
  void aFailedBuildEndsIt() throws Exception {
    environment.put("BROKEN", "1");
    var result = run("train");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(BUILDING_CPU + "tfpipeline: the build failed; Maven says why above.\n");
    environment.remove("BROKEN");
    assertThat(run("train").status()).isZero();
  }

  @Test
  void anOldJdkIsNamed() throws Exception {
    javac("11.0.2");
    assertThat(run("train").err())
        .isEqualTo(
            "tfpipeline: building needs a JDK 17 or newer, and "
                + folder.resolve("programs/javac")
                + " is version 11; set JAVA_HOME.\n");
  }

  @Test
  void aMissingCompilerIsNamed() throws Exception {
    environment.put("JAVA_HOME", "/nowhere");
    assertThat(run("train").err())
        .isEqualTo(
            "tfpipeline: building needs a JDK 17 or newer, and there is no javac in /nowhere; install"
                + " one or set JAVA_HOME.\n");
  }

  private void javac(String version) throws IOException {
    Scripts.write(folder.resolve("programs/javac"), "echo javac " + version + "\n");
  }

  /** File times may be coarse, so tests tell them apart by setting them. */
  private static void setAge(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  private void pretendTheBuildWasAMinuteAgo() throws IOException {
    setAge(checkout.resolve("tools/target/launcher-stamp"), 60);
  }

  private CommandLine run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(checkout.resolve("tfpipeline").toString()));
    command.addAll(List.of(arguments));
    return Scripts.run(environment, folder, command);
  }
}
