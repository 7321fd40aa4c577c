package org.tfpipeline.pipeline.device;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/** The processor that a user asked for. Its text form is what {@link #parse} reads. */
public sealed interface Device {

  /** The first GPU when there is one, otherwise the CPU. */
  record Auto() implements Device {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The CPU, even when there is a GPU. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * One GPU; it is an error when it is not there.
   *
   * @param index its number in TensorFlow's order, from 0
   */
  record Gpu(int index) implements Device {
    public Gpu {
      checkArgument(index >= 0, "a GPU's number is at least 0, not %s", index);
    }

    @Override
    public String toString() {
      return "gpu:" + index;
    }
  }

  /** What {@link #parse} reads, for messages. */
  String FORMS = "cpu, gpu, gpu:N (N from 0) or auto";

  /**
   * Reads {@value #FORMS}; {@code gpu} is {@code gpu:0}.
   *
   * @throws IllegalArgumentException when the text is none of these
   */
  static Device parse(String text) {
    return switch (text) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      case "gpu" -> new Gpu(0);
      default -> {
        checkArgument(
            Pattern.matches("gpu:\\d{1,4}", text), "a device is %s, not \"%s\"", FORMS, text);
        yield new Gpu(Integer.parseInt(text.substring("gpu:".length())));
      }
    };
  }
}
