package org.tfpipeline.pipeline.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The cases of {@code schedules.json}. */
final class OfficialSchedules {
  private OfficialSchedules() {}

  /** The cases of a kind, {@code cosine} or {@code teacher_temp}, in the order of the file. */
  static ImmutableList<JsonObject> ofKind(String kind) {
    try (var reader =
        new InputStreamReader(
            OfficialSchedules.class.getResourceAsStream("schedules.json"),
            StandardCharsets.UTF_8)) {
      var cases = JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("schedules");
      return Streams.stream(cases)
          .map(each -> each.getAsJsonObject())
          .filter(each -> each.get("kind").getAsString().equals(kind))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ImmutableList<Double> values(JsonObject schedule) {
    return Streams.stream(schedule.getAsJsonArray("values"))
        .map(value -> value.getAsDouble())
        .collect(ImmutableList.toImmutableList());
  }

  /** An argument of the official function; those that are left out are 0. */
  static double argument(JsonObject schedule, String name) {
    var value = schedule.getAsJsonObject("args").get(name);
    return value == null ? 0 : value.getAsDouble();
  }

  /** Likewise, for a whole number. */
  static int count(JsonObject schedule, String name) {
    return (int) argument(schedule, name);
  }
}
