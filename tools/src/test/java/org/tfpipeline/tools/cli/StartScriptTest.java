package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution's bin/tfpipeline, with a Java that prints how it was called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
class StartScriptTest {

  private static final Path SCRIPT = Path.of("src/main/dist/bin/tfpipeline");

  @TempDir private Path folder;
  private Path distribution;
  private Path javaHome;
  private Path script;

  @BeforeEach
  void installWithASpaceInThePath() throws IOException {
    folder = folder.toRealPath();
    distribution = folder.resolve("my distribution");
    script = Scripts.copy(SCRIPT, distribution.resolve("bin/tfpipeline"));
    javaHome = folder.resolve("a jdk");
    Scripts.write(
        javaHome.resolve("bin/java"),
        "echo \"log level ${TF_CPP_MIN_LOG_LEVEL-unset}\"\necho \"arenas $MALLOC_ARENA_MAX\"\necho \"own threads $TF_OVERRIDE_GLOBAL_THREADPOOL\"\necho \"kept $TF_CPU_ALLOCATOR_USE_BFC of $TF_CPU_BFC_MEM_LIMIT_IN_MB\"\nfor a; do echo \"<$a>\"; done\n");
    release("17.0.15");
  }

  @Test
  void passesEverythingOnAsItIs() throws Exception {
    var result = run(script, "train", "--set", "name=two words", "", "*");
    assertThat(result.status()).isZero();
    assertThat(result.out().lines())
        .contains(
            "<-cp>",
            "<" + distribution + "/lib/*>",
            "<-Dtfpipeline.home=" + distribution + ">",
            "<-Dorg.bytedeco.javacpp.maxphysicalbytes=0>")
        .endsWith(
            "<org.tfpipeline.tools.cli.Main>",
            "<train>",
            "<--set>",
            "<name=two words>",
            "<>",
            "<*>")
        .doesNotContain("<-Dtfpipeline.interactive=true>")
        .noneMatch(line -> line.contains("native-access"));
  }

  @Test
  void worksThroughSymbolicLinks() throws Exception {
    Path links = Files.createDirectories(folder.resolve("links"));
    Path absolute = Files.createSymbolicLink(links.resolve("absolute"), script);
    Path relative =
        Files.createSymbolicLink(
            links.resolve("relative"), Path.of("..", "links", absolute.getFileName().toString()));
    assertThat(run(relative).out()).contains("<" + distribution + "/lib/*>");
  }

  @Test
  void givesLongRunsASmallNurseryAndOneHeapACore() throws Exception {
    assertThat(run(script, "train").out())
        .containsPattern("arenas [1-9]")
        .contains("<-Xmn8m>\n<-Dorg.bytedeco");
    assertThat(run(script, "bench", "input").out()).contains("<-Xmn8m>\n");
    assertThat(run(script, "convert").out()).doesNotContain("-Xmn");
    var own = Map.of("MALLOC_ARENA_MAX", "16", "TFPIPELINE_JAVA_OPTIONS", "-Xmn1g");
    assertThat(run(own, script, "train").out())
        .contains("arenas 16\n")
        .contains("<-Xmn8m>\n<-Xmn1g>\n");
  }

  @Test
  void givesEachSessionItsOwnThreads() throws Exception {
    assertThat(run(script, "train").out()).contains("own threads 1\n");
    assertThat(run(Map.of("TF_OVERRIDE_GLOBAL_THREADPOOL", "0"), script, "train").out())
        .contains("own threads 0\n");
  }

  @Test
  void keepsTheMemoryOfTensors() throws Exception {
    assertThat(run(script, "train").out()).contains("kept 1 of 1048576\n");
    var own = Map.of("TF_CPU_ALLOCATOR_USE_BFC", "0", "TF_CPU_BFC_MEM_LIMIT_IN_MB", "100");
    assertThat(run(own, script, "train").out()).contains("kept 0 of 100\n");
  }

  @Test
  void keepsTensorFlowQuietUnlessAskedOtherwise() throws Exception {
    assertThat(run(script, "train").out()).startsWith("log level 2\n");
    assertThat(run(script, "train", "--verbose").out()).startsWith("log level unset\n");
    assertThat(run(Map.of("TF_CPP_MIN_LOG_LEVEL", "1"), script, "train").out())
        .startsWith("log level 1\n");
  }

  @Test
  void newerJavaIsToldThatNativeAccessIsMeant() throws Exception {
    release("24");
    assertThat(run(script, "train").out()).contains("<--enable-native-access=ALL-UNNAMED>");
  }

  @Test
  void olderJavaIsRefused() throws Exception {
    release("11.0.2");
    assertThat(run(script))
        .isEqualTo(
            new CommandLine(
                1,
                "",
                "tfpipeline: Java 17 or newer is needed, and "
                    + javaHome
                    + "/bin/java is version 11; set JAVA_HOME.\n"));
  }

  @Test
  void withoutAReleaseFileJavaIsAsked() throws Exception {
    Files.delete(javaHome.resolve("release"));
    Scripts.write(javaHome.resolve("bin/java"), "echo 'java version \"1.8.0_292\"' >&2\n");
    assertThat(run(script).err()).contains("is version 1; set JAVA_HOME.");
  }

  @Test
  void aMissingJavaIsNamed() throws Exception {
    javaHome = folder.resolve("nowhere");
    assertThat(run(script))
        .isEqualTo(
            new CommandLine(
                1,
                "",
                "tfpipeline: JAVA_HOME is "
                    + javaHome
                    + ", and there is no bin/java in it; point it at a Java 17 or newer.\n"));
  }

  @Test
  void optionsForJavaAndAnotherHomeComeFromTheEnvironment() throws Exception {
    var environment =
        Map.of("TFPIPELINE_JAVA_OPTIONS", "-Xmx8g -Xms1g", "TFPIPELINE_HOME", "/some where");
    assertThat(run(environment, script).out().lines())
        .contains("<-Xmx8g>", "<-Xms1g>", "<-Dtfpipeline.home=/some where>");
  }

  private void release(String version) throws IOException {
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private CommandLine run(Path command, String... arguments) throws Exception {
    return run(Map.of(), command, arguments);
  }

  private CommandLine run(Map<String, String> more, Path command, String... arguments)
      throws Exception {
    var environment = new HashMap<>(more);
    environment.put("JAVA_HOME", javaHome.toString());
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    return Scripts.run(environment, folder, words);
  }
}
