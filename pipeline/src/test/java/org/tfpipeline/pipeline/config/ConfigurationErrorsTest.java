package org.tfpipeline.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of mistake, with the sentence it is answered by. */
class ConfigurationErrorsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A wrong type.
        "data { batch_size: \"abc\" } | 1:20: data.batch_size must be a whole number from 1 to 65536, not \"abc\".",
        "data { batch_size: 1.5 }     | 1:20: data.batch_size must be a whole number from 1 to 65536, not 1.5.",
        "data { batch_size: }         | 1:20: data.batch_size must be a whole number from 1 to 65536, not }.",
        "data { batch_size: 99999999999 } | 1:20: data.batch_size must be a whole number from 1 to 65536, not 99999999999.",
        "data { path: images }        | 1:14: data.path must be a text in quotes, not images.",
        "execution { xla: maybe }     | 1:18: execution.xla must be true or false, not maybe.",
        "backbone { architecture: HUGE } | 1:26: backbone.architecture must be one of TINY, SMALL, BASE, not HUGE.",
        "backbone { architecture: 9 } | 1:26: backbone.architecture must be one of TINY, SMALL, BASE, not 9.",
        "backbone { mlp_ratio: four } | 1:23: backbone.mlp_ratio must be a number above 0 and at most 64, not four.",
        // A value outside its range, in every form a range has.
        "data { batch_size: 0 }       | 1:8: data.batch_size must be a whole number from 1 to 65536, not 0.",
        "seed: -1                     | 1:1: seed must be a whole number from 0 to 9223372036854775807, not -1.",
        "schedule { steps: 0 }        | 1:12: schedule.steps must be a whole number from 1 to 2147483647, not 0.",
        "loss { student_temperature: 0 } | 1:8: loss.student_temperature must be a number above 0 and at most 10, not 0.",
        "backbone { drop_path_rate: 1 } | 1:12: backbone.drop_path_rate must be a number of at least 0 and below 1, not 1.",
        "loss { patch_weight: nan }   | 1:8: loss.patch_weight must be a number from 0 to 1000, not nan.",
        "optimizer { momentum: 1 }    | 1:13: optimizer.momentum must be a number of at least 0 and below 1, not 1.",
        "optimizer { kind: LARS trust_coefficient: 0 } | 1:24: optimizer.trust_coefficient must be a number above 0 and at most 1, not 0.",
        "optimizer { kind: LARK }     | 1:19: optimizer.kind must be one of ADAMW, SGD, LARS, not LARK.",
        "loss { patch_weight: -inf }  | 1:8: loss.patch_weight must be a number from 0 to 1000, not -inf.",
        // A field that is not there.
        "data { batchsize: 3 }        | 1:8: there is no field data.batchsize; did you mean data.batch_size?",
        "batch_size: 3                | 1:1: there is no field batch_size; did you mean data.batch_size?",
        "crops { global { width: 3 } } | 1:18: there is no field crops.global.width; did you mean backbone.custom.width?",
        "optimiser { kind: ADAMW }    | 1:1: there is no field optimiser; did you mean optimizer?",
        "zzzzzz: 3                    | 1:1: there is no field zzzzzz.",
        // Text that is none.
        "data { batch_size: 3         | 1:21: this is not protocol-buffer text: Expected \"}\".",
        "data { batch_size 3 }        | 1:19: this is not protocol-buffer text: Expected \":\".",
        // The same thing twice, or two things of which there is one.
        "seed: 1 seed: 2              | 1:13: seed is set a second time; keep one of them.",
        "data {} data {}              | 1:9: data is set a second time; keep one of them.",
        "schedule { epochs: 1 steps: 2 } | 1:27: schedule.steps excludes a field set before it; keep one of them.",
        // What is part of the contract and not there yet.
        "execution { precision: BFLOAT16 } | 1:13: execution.precision: BFLOAT16 is not built yet; use FLOAT32.",
        "execution { precision: FLOAT16 } | 1:13: execution.precision: FLOAT16 is not built yet; use FLOAT32.",
        "execution { xla: true }      | 1:13: execution.xla: true is not built yet; use false.",
        // Fields that do not fit together.
        "crops { global { size: 220 } } | 1:18: crops.global.size (220) must be a multiple of backbone.patch_size (16), such as 224.",
        "backbone { patch_size: 14 }  | 1:12: crops.local.size (96) must be a multiple of backbone.patch_size (14), such as 98.",
        "crops { local { size: 32 } } | 1:17: crops.local.size (32) gives 2 patches a side; selfpatch.window (3) needs at least 48 pixels.",
        "selfpatch { window: 7 }      | 1:13: crops.local.size (96) gives 6 patches a side; selfpatch.window (7) needs at least 112 pixels.",
        "crops { local { count: 0 } } | 1:17: crops.local.count must be at least 1 with method DINO_SELFPATCH; only DINO does without local crops.",
        "selfpatch { window: 4 }      | 1:13: selfpatch.window must be an odd number, not 4.",
        "backbone { image_size: 220 } | 1:12: backbone.image_size (220) must be a multiple of backbone.patch_size (16), such as 224.",
        "backbone { image_size: 0 }   | 1:12: backbone.image_size must be a whole number from 1 to 4096, not 0.",
        "method: DINO crops { local { size: 100 } } | 1:30: crops.local.size (100) must be a multiple of backbone.patch_size (16), such as 96.",
        "method: DINO backbone { image_size: 7 } | 1:25: backbone.image_size (7) must be a multiple of backbone.patch_size (16), such as 16.",
        "selfpatch { positives: 9 }   | 1:13: selfpatch.positives (9) must be at most 8, the neighbours in a selfpatch.window of 3.",
        "backbone { custom { width: 100 depth: 2 heads: 3 } } | 1:21: backbone.custom.width (100) must be a multiple of backbone.custom.heads (3).",
        "backbone { custom { width: 100 } } | 1:12: backbone.custom needs all of width, depth and heads.",
        "crops { local { min_area: 0.5 } } | 1:17: crops.local.min_area (0.5) must be at most crops.local.max_area (0.25).",
        "crops { global { max_area: 0.1 } } | 1:18: crops.global.min_area (0.25) must be at most crops.global.max_area (0.1).",
        "crops { color { min_blur_radius: 3 } } | 1:17: crops.color.min_blur_radius (3) must be at most crops.color.max_blur_radius (2).",
        "schedule { epochs: 5 }       | 1:12: schedule.warmup_epochs (10) must be at most schedule.epochs (5).",
        "schedule { teacher_temperature_warmup_epochs: 400 } | 1:12: schedule.teacher_temperature_warmup_epochs (400) must be at most schedule.epochs (300).",
        // Texts with a form of their own.
        "data { path: \"gs://bucket/x\" } | 1:8: data.path must be a local path, not gs://bucket/x; copy the files to this machine or mount them.",
        "execution { device: \"tpu\" } | 1:13: execution.device must be cpu, gpu, gpu:N (N from 0) or auto, not \"tpu\".",
        "name: \"a/b\"                | 1:1: name must be usable as a folder's name (runs/NAME), not \"a/b\"."
      })
  void mistakesInAFileAreAnsweredWithTheirPlace(String text, String expected) throws IOException {
    Path file = write(text);
    assertThat(messageOf(file)).isEqualTo(file + ":" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.batch_size=abc | data.batch_size must be a whole number from 1 to 65536, not abc.",
        "data.batch_size=    | data.batch_size must be a whole number from 1 to 65536, not nothing.",
        "data.batch_size=0   | data.batch_size must be a whole number from 1 to 65536, not 0.",
        "loss.patch_weight=x | loss.patch_weight must be a number from 0 to 1000, not x.",
        "backbone.architecture=small | backbone.architecture must be one of TINY, SMALL, BASE, not small.",
        "execution.xla=yes   | execution.xla must be true or false, not yes.",
        "data=x              | data is a group; set one of its fields: path, batch_size, shuffle_buffer, parallel_calls, prefetch, interleave_shards, remainder, bad_records, cache_in_memory.",
        "data.batchsize=1    | there is no field data.batchsize; did you mean data.batch_size?",
        "seed.more=1         | there is no field seed.more.",
        "data..path=1        | there is no field data..path; did you mean data.path?",
        "backbone.patch_size=15 | crops.global.size (224) must be a multiple of backbone.patch_size (15), such as 225.",
        "data.path=s3://b/c  | data.path must be a local path, not s3://b/c; copy the files to this machine or mount them."
      })
  void mistakesOnTheCommandLineNameTheFlag(String setting, String expected) throws IOException {
    Path file = write("");
    assertThat(messageOf(file, Setting.parse(setting)))
        .isEqualTo("--set " + setting + ": " + expected);
  }

  @Test
  void aSettingThatIsNotBuiltIsNoWrongUsage() throws IOException {
    Path file = write("");
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.load(file, List.of(Setting.parse("execution.xla=true")))))
        .isNotInstanceOf(SettingException.class)
        .hasMessage("--set execution.xla=true: execution.xla: true is not built yet; use false.");
  }

  @Test
  void otherFlagsAreNamedAsTyped() throws IOException {
    assertThat(messageOf(write(""), new Setting("--epochs 0", "schedule.epochs", "0")))
        .isEqualTo("--epochs 0: schedule.epochs must be a whole number from 1 to 1000000, not 0.");
  }

  @Test
  void aSettingNeedsAPathAndAValue() {
    for (String argument : List.of("seed", "=3", "")) {
      assertThat(catchThrowableOfType(ConfigurationException.class, () -> Setting.parse(argument)))
          .hasMessage(
              "--set " + argument + ": expected PATH=VALUE, such as --set data.batch_size=8.");
    }
  }

  @Test
  void theLineOfALongerFileIsFound() throws IOException {
    Path file =
        write(
            """
            # A comment with a { brace, a "quote" and a colon: here.
            name: "braces } in { texts: too"
            crops {
              global { size: 224 }  # and another {
              local: <
                size: 96
                count: -1
              >
            }
            """);
    assertThat(messageOf(file))
        .isEqualTo(file + ":7:5: crops.local.count must be a whole number from 0 to 64, not -1.");
    Files.writeString(file, Files.readString(file).replace("-1", "many"));
    assertThat(messageOf(file))
        .isEqualTo(
            file + ":7:12: crops.local.count must be a whole number from 0 to 64, not many.");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("none.textproto");
    assertThat(messageOf(missing)).isEqualTo("The configuration " + missing + " does not exist.");
    assertThat(messageOf(folder))
        .isEqualTo("The configuration " + folder + " cannot be read: it is a folder.");
    Path binary = folder.resolve("binary.textproto");
    Files.write(binary, "name: \"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(messageOf(binary)).isEqualTo("The configuration " + binary + " is not UTF-8 text.");
    Path endless = Path.of("/dev/zero");
    assertThat(messageOf(endless))
        .isEqualTo(
            "The configuration /dev/zero is longer than 1 MB; name a text file of settings.");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("test.textproto"), text);
  }

  private static String messageOf(Path file, Setting... settings) {
    return catchThrowableOfType(
            ConfigurationException.class,
            () -> Configuration.load(file, Stream.of(settings).toList()))
        .getMessage();
  }
}
