package org.tfpipeline.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfpipeline.pipeline.config.ConfigurationException;
import org.tfpipeline.pipeline.config.SettingException;

class FailuresTest {

  static Stream<Arguments> sentences() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("a.png"), "a.png does not exist."),
        Arguments.of(
            new AccessDeniedException("a.png"), "a.png may not be read or written by this user."),
        Arguments.of(new FileAlreadyExistsException("runs/a"), "runs/a is there already."),
        Arguments.of(new NotDirectoryException("runs/a"), "runs/a is not a folder."),
        Arguments.of(
            new FileSystemException("runs/a", null, "No space left on device"),
            "runs/a: No space left on device."),
        Arguments.of(new IOException("the stream ended"), "the stream ended."),
        Arguments.of(new ConfigurationException("It is wrong."), "It is wrong."),
        Arguments.of(new IOException("two\nlines"), "two."),
        Arguments.of(
            new NoSuchElementException("No value present"),
            "This should not happen: NoSuchElementException, No value present; run it again with"
                + " --verbose and report what it prints."),
        Arguments.of(
            new IllegalStateException("closed"),
            "This should not happen: IllegalStateException, closed; run it again with --verbose and"
                + " report what it prints."),
        Arguments.of(
            new IllegalStateException(),
            "This should not happen: IllegalStateException; run it again with --verbose and report"
                + " what it prints."),
        Arguments.of(
            new NullPointerException("x is null"),
            "This should not happen: NullPointerException, x is null; run it again with --verbose"
                + " and report what it prints."),
        Arguments.of(
            new OutOfMemoryError(),
            "The Java heap is full; ask for less, or give it more with"
                + " TFPIPELINE_JAVA_OPTIONS=-Xmx8g."));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void everyFailureIsOneSentence(Throwable failure, String expected) {
    assertThat(Failures.sentence(failure)).isEqualTo(expected);
  }

  @Test
  void whatThreadsAndStreamsWrapIsUnwrapped() {
    var cause = new NoSuchFileException("a.png");
    assertThat(Failures.sentence(new UncheckedIOException(cause)))
        .isEqualTo("a.png does not exist.");
    assertThat(Failures.sentence(new ExecutionException(new CompletionException(cause))))
        .isEqualTo("a.png does not exist.");
    assertThat(Failures.status(new ExecutionException(new UsageException("no")))).isEqualTo(2);
  }

  @Test
  void onlyWrongUsageIsTwo() {
    assertThat(Failures.status(new UsageException("no"))).isEqualTo(2);
    assertThat(Failures.status(new SettingException("no"))).isEqualTo(2);
    assertThat(Failures.status(new ConfigurationException("no"))).isEqualTo(1);
    assertThat(Failures.status(new IOException("no"))).isEqualTo(1);
  }
}
