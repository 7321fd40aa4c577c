package org.tfpipeline.pipeline.input;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
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

  static ReferenceCase[] all() throws IOException {
    Gson gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    try (Reader reader =
        new InputStreamReader(
            ReferenceCase.class.getResourceAsStream("augmentation/cases.json"),
            StandardCharsets.UTF_8)) {
      return gson.fromJson(reader, ReferenceCase[].class);
    }
  }

  Picture inputPicture() throws IOException {
    return Picture.ofResource("augmentation/" + input);
  }

  Picture output(String name) throws IOException {
    return Picture.ofResource("augmentation/" + outputs.get(name));
  }

  int orderNumber() {
    return JitterOrder.numberOf(
        jitterOrder.stream()
            .map(name -> JitterOrder.Operation.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList());
  }

  @Override
  public String toString() {
    return input;
  }
}
