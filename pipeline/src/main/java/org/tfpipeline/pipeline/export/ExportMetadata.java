package org.tfpipeline.pipeline.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/**
 * Where an export comes from, for whoever finds it later.
 *
 * @param configuration the run's resolved configuration as text
 * @param step training steps behind the weights
 * @param data the patterns of the files that the run trained on; empty before its first step
 * @param license a note on the terms under which the weights may be used
 */
public record ExportMetadata(String configuration, long step, String data, String license) {

  /** Files for the folder {@code assets.extra} by name. */
  ImmutableMap<String, byte[]> files(PretrainedNetwork network) {
    var origin = new JsonObject();
    origin.addProperty("network", network.key());
    origin.addProperty("step", step);
    origin.addProperty("data", data);
    origin.addProperty("license", license);
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(origin);
    return ImmutableMap.of(
        "config.textproto", configuration.getBytes(UTF_8),
        "origin.json", (json + "\n").getBytes(UTF_8));
  }
}
