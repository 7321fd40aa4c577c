package org.tfpipeline.tools.python;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.ImmutableLongArray;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tfpipeline.model.reference.ClosedForm;
import org.tfpipeline.pipeline.safetensors.SafetensorsWriter;

/**
 * A backbone of an official size with closed-form weights, as a {@code *_slice.json} describes it.
 *
 * @param tensorOrder names of the tensors in PyTorch
 * @param tensorShapes their shapes there
 */
record ReferenceSlice(
    Config config,
    List<Size> cases,
    List<String> tensorOrder,
    Map<String, List<Long>> tensorShapes) {

  /**
   * What all cases share.
   *
   * @param arch such as {@code vit_small}
   * @param taps how many blocks' outputs are known, the last ones
   */
  record Config(String arch, int patchSize, int taps) {}

  /** One size of images; only the formula of its weights matters here. */
  record Size(String weights) {}

  /** The names of all such files in a folder, without their endings. */
  static ImmutableSortedSet<String> stems(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().matches(".*_slice(_.*)?\\.json"))
          .map(MoreFiles::getNameWithoutExtension)
          .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    }
  }

  static ReferenceSlice read(Path folder, String stem) throws IOException {
    var gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    return gson.fromJson(Files.readString(folder.resolve(stem + ".json")), ReferenceSlice.class);
  }

  /** The formulas of weights that some case has. */
  ImmutableSortedSet<String> modes() {
    return cases.stream()
        .map(Size::weights)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** Writes the weights as PyTorch would: under its names and in its layout. */
  void write(String mode, Path file) throws IOException {
    var shapes =
        ImmutableSortedMap.copyOf(Maps.transformValues(tensorShapes, ImmutableLongArray::copyOf));
    SafetensorsWriter.write(
        file,
        ImmutableMap.of(),
        shapes,
        name -> {
          var shape = Shape.of(shapes.get(name).toArray());
          return ClosedForm.weights(mode, name, tensorOrder.indexOf(name), shape).flat();
        });
  }

  /** The configuration of a pretraining run of such a backbone, its projection heads small. */
  String configuration() {
    return """
    method: %s
    backbone { architecture: %s patch_size: %d }
    heads { hidden: 8 bottleneck: 8 image_prototypes: 8 patch_prototypes: 8 }
    """
        .formatted(
            tensorShapes.containsKey("cls_token") ? "DINO" : "DINO_SELFPATCH",
            config.arch().replaceFirst("^vit_", "").toUpperCase(Locale.ROOT),
            config.patchSize());
  }

  /** The blocks whose outputs are known, as {@code tfpipeline export} takes them. */
  String taps() {
    var depth = tensorOrder.stream().filter(name -> name.endsWith("norm1.weight")).count();
    return IntStream.range((int) depth - config.taps(), (int) depth)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }
}
