package org.tfpipeline.pipeline.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format by its description; {@code WeightsInPythonTest} has the official library. */
final class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenHasTheOfficialForm() throws IOException {
    var file = folder.resolve("new/weights.safetensors");
    var shapes =
        ImmutableSortedMap.of("b", ImmutableLongArray.of(2, 1), "a", ImmutableLongArray.of());
    SafetensorsWriter.write(
        file,
        ImmutableMap.of("format", "pt"),
        shapes,
        name -> name.equals("a") ? new float[] {1} : new float[] {2, -0.5f});

    var header =
        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]}}";
    int padded = (header.length() + 7) / 8 * 8;
    var expected = ByteBuffer.allocate(8 + padded + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put((header + " ".repeat(padded - header.length())).getBytes(UTF_8));
    expected.putFloat(1).putFloat(2).putFloat(-0.5f);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
    try (var entries = Files.list(file.getParent())) {
      assertThat(entries).containsExactly(file);
    }

    try (var reader = SafetensorsReader.open(file)) {
      assertThat(reader.header().metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(reader.read("b")).containsExactly(2, -0.5f);
    }
  }

  @Test
  void aFailureLeavesTheOldFile() throws IOException {
    var file = file("{}", new byte[0]);
    var before = Files.readAllBytes(file);
    var shapes = ImmutableSortedMap.of("a", ImmutableLongArray.of(1));
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    file,
                    ImmutableMap.of(),
                    shapes,
                    name -> {
                      throw new IOException("no numbers");
                    }))
        .hasMessage(
            "'%s' cannot be written (no numbers); make room or name another.".formatted(file));
    assertThat(file).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining("glob:**.incomplete*");
  }

  /** Values by IEEE 754, and bfloat16 as the upper half of a float32. */
  @ParameterizedTest
  @CsvSource({
    "F16, 003c, 1",
    "F16, 00c0, -2",
    "F16, ff7b, 65504",
    "F16, 0100, 5.9604645e-8",
    "F16, ff03, 6.097555e-5",
    "F16, 0004, 6.1035156e-5",
    "F16, 5535, 0.333251953125",
    "F16, 0080, -0.0",
    "F16, 007c, Infinity",
    "F16, 017e, NaN",
    "BF16, 803f, 1",
    "BF16, 20c2, -40",
    "F32, cdcccc3d, 0.1"
  })
  void floatsOfEverySizeAreExact(String type, String bytes, float value) throws IOException {
    var data = HexFormat.of().parseHex(bytes);
    var json =
        "{'a':{'dtype':'%s','shape':[1],'data_offsets':[0,%d]}}".formatted(type, data.length);
    try (var reader = SafetensorsReader.open(file(json, data))) {
      assertThat(reader.read("a")).containsExactly(value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | has a tensor 'a' that has another size than its shape says",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | has tensors with gaps between them or on top of each other",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | has tensors with gaps",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | has 8 bytes of data where its header tells of 4",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | has 8 bytes of data where its header tells of 16",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | has a tensor 'a' that has a shape that is too large",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | has a negative size",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | has a header that is not",
        "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | has a header that is not",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | has a tensor 'a' that has elements of an unknown type",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8]}} | has a tensor 'a' that has no place in the file",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'code':1}} | has a tensor 'a' that has an unknown field",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | has a header that is not the format's JSON",
        "{'__metadata__':{'a':{}}} | has a header that is not the format's JSON",
        "{'__metadata__':{},'__metadata__':{}} | has '__metadata__' twice in its header",
        "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | has 'dtype' twice in its header",
        "{'a\\u001b[2J':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | has a tensor whose name is empty, very long or not to be printed",
        "{}{} | has a header that is not the format's JSON",
        "[[[[ | has a header that is not the format's JSON",
        "'' | has a header that is not the format's JSON"
      })
  void whatDoesNotAddUpIsRefused(String json, String expected) throws IOException {
    var file = file(json, new byte[8]);
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("'" + file + "' " + expected)
        .hasMessageEndingWith(
            "; write it again with safetensors.torch.save_file, as F32, F16 or BF16.");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    var pickle = folder.resolve("model.pth");
    Files.write(pickle, HexFormat.of().parseHex("504b0304000008080000000000000000"));
    assertThatThrownBy(() -> SafetensorsReader.open(pickle).close())
        .hasMessageContaining("is not a safetensors file");
    var folderName = "'" + folder + "'";
    assertThatThrownBy(() -> SafetensorsReader.open(folder).close())
        .hasMessage(folderName + " is a folder; name a safetensors file.");
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    folder, ImmutableMap.of(), ImmutableSortedMap.of(), name -> new float[0]))
        .hasMessage(folderName + " is a folder; name a file to be written.");
  }

  /** With single quotes for double ones. */
  private Path file(String json, byte[] data) throws IOException {
    var header = json.replace('\'', '"').getBytes(UTF_8);
    var bytes = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    var file = folder.resolve("a.safetensors");
    return Files.write(file, bytes.putLong(header.length).put(header).put(data).array());
  }
}
