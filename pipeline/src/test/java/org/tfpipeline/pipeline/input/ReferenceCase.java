package org.tfpipeline.pipeline.input;

import com.google.common.collect.Maps;
import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One case of torchvision's and Pillow's results, see the README beside them. */
record ReferenceCase(
    String input,
    int size,
    Box crop,
    boolean flip,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    List<String> jitterOrder,
    boolean gray,
    double blurRadius,
    boolean solarize,
    @SerializedName("normalized_mean_per_channel") List<Double> normalizedMean,
    @SerializedName("normalized_std_per_channel") List<Double> normalizedDeviation,
    Map<String, String> outputs) {

  record Box(int top, int left, int height, int width) {}

  /** The cases that come with the project. */
  static ReferenceCase[] all() throws IOException {
    try {
      return in(Path.of(ReferenceCase.class.getResource("augmentation").toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** All cases of all JSON files in a folder. */
  static ReferenceCase[] in(Path folder) throws IOException {
    Gson gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    var cases = new ArrayList<ReferenceCase>();
    try (var files = Files.newDirectoryStream(folder, "*.json")) {
      for (var file : files) {
        for (var found : gson.fromJson(Files.readString(file), ReferenceCase[].class)) {
          cases.add(found.at(folder));
        }
      }
    }
    return cases.toArray(ReferenceCase[]::new);
  }

  /** With the paths of its pictures. */
  private ReferenceCase at(Path folder) {
    return new ReferenceCase(
        folder.resolve(input).toString(),
        size,
        crop,
        flip,
        brightness,
        contrast,
        saturation,
        hue,
        jitterOrder,
        gray,
        blurRadius,
        solarize,
        normalizedMean,
        normalizedDeviation,
        Maps.transformValues(outputs, name -> folder.resolve(name).toString()));
  }

  Picture inputPicture() throws IOException {
    return Picture.ofFile(Path.of(input));
  }

  Picture output(String name) throws IOException {
    return Picture.ofFile(Path.of(outputs.get(name)));
  }

  int orderNumber() {
    return JitterOrder.numberOf(
        jitterOrder.stream()
            .map(name -> JitterOrder.Operation.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList());
  }

  @Override
  public String toString() {
    return Path.of(input).getFileName().toString();
  }
}
