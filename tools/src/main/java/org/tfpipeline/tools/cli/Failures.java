package org.tfpipeline.tools.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.kohsuke.args4j.CmdLineException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tfpipeline.pipeline.config.SettingException;

/**
 * The one home for telling users what went wrong: any exception becomes one sentence and an exit
 * status.
 */
final class Failures {

  private static final int FAILURE = 1;
  private static final int WRONG_USAGE = 2;

  private Failures() {}

  /** Tells the user; returns the exit status. */
  static int report(Throwable failure, Console console) {
    console.out().flush();
    console.err().println("tfpipeline: " + sentence(failure));
    if (console.verbose()) {
      failure.printStackTrace(console.err());
    }
    return status(failure);
  }

  /** The exit status that goes with a failure. */
  static int status(Throwable failure) {
    Throwable cause = unwrap(failure);
    boolean usage =
        cause instanceof UsageException
            || cause instanceof SettingException
            || cause instanceof CmdLineException;
    return usage ? WRONG_USAGE : FAILURE;
  }

  /** One sentence: what happened, with the file or flag, and what to do where that is known. */
  static String sentence(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof FileSystemException exception) {
      return aboutFile(exception);
    }
    if (cause instanceof OutOfMemoryError) {
      return "The Java heap is full; ask for less, or give it more with"
          + " TFPIPELINE_JAVA_OPTIONS=-Xmx8g.";
    }
    if (isDeviceMemoryFull(cause)) {
      return "The device's memory is full; lower data.batch_size, crops.local.count or the heads'"
          + " prototypes.";
    }
    if (cause instanceof LinkageError) {
      return "TensorFlow's native library cannot be loaded ("
          + firstLine(cause.getMessage())
          + "); build tfpipeline on this machine, with -Pgpu only where CUDA 12 and cuDNN 9 are.";
    }
    if (isUnexpected(cause)) {
      return "This should not happen: "
          + cause.getClass().getSimpleName()
          + (hasMessage(cause) ? ", " + firstLine(cause.getMessage()) : "")
          + "; run it again with --verbose and report what it prints.";
    }
    return stop(firstLine(cause.getMessage()));
  }

  /** What went wrong as part of another sentence. */
  static String reason(Throwable failure) {
    return sentence(failure).replaceFirst("\\.$", "");
  }

  /** A constant that finds no room is called unreadable: Grappler makes one of a large fill. */
  private static boolean isDeviceMemoryFull(Throwable cause) {
    return cause instanceof TFResourceExhaustedException
        || (cause instanceof TFInvalidArgumentException
            && firstLine(cause.getMessage()).startsWith("Cannot parse tensor from proto"));
  }

  /** Faults of ours rather than of what we were given; everything else has a message for users. */
  private static boolean isUnexpected(Throwable cause) {
    return !hasMessage(cause)
        || cause instanceof NullPointerException
        || cause instanceof ClassCastException
        || cause instanceof IndexOutOfBoundsException
        || cause instanceof ArithmeticException
        || cause instanceof NoSuchElementException
        || cause instanceof IllegalStateException
        || cause instanceof Error;
  }

  private static boolean hasMessage(Throwable cause) {
    return cause.getMessage() != null && !cause.getMessage().isBlank();
  }

  private static String aboutFile(FileSystemException exception) {
    String file = exception.getFile();
    if (exception instanceof NoSuchFileException) {
      return file + " does not exist.";
    }
    if (exception instanceof AccessDeniedException) {
      return file + " may not be read or written by this user.";
    }
    if (exception instanceof FileAlreadyExistsException) {
      return file + " is there already.";
    }
    if (exception instanceof NotDirectoryException) {
      return file + " is not a folder.";
    }
    if (exception instanceof DirectoryNotEmptyException) {
      return file + " is not empty.";
    }
    String reason = exception.getReason();
    return file + ": " + stop(reason == null ? exception.getClass().getSimpleName() : reason);
  }

  /** What really happened, below the wrappers of threads and streams. */
  private static Throwable unwrap(Throwable failure) {
    boolean wrapper =
        failure instanceof UncheckedIOException
            || failure instanceof ExecutionException
            || failure instanceof CompletionException
            || (failure instanceof IOException && failure.getMessage() == null);
    return wrapper && failure.getCause() != null ? unwrap(failure.getCause()) : failure;
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.strip().lines().findFirst().orElse("");
  }

  private static String stop(String sentence) {
    return sentence.matches(".*[.?!]$") ? sentence : sentence + ".";
  }
}
