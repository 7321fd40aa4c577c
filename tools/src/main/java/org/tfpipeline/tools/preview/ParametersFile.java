package org.tfpipeline.tools.preview;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfpipeline.pipeline.input.DrawnColor;
import org.tfpipeline.pipeline.input.DrawnImage;
import org.tfpipeline.pipeline.input.DrawnImages;
import org.tfpipeline.pipeline.input.DrawnJitter;
import org.tfpipeline.pipeline.input.DrawnView;

/** Puts into JSON what was drawn for the views of a sheet, and where on it they are. */
public final class ParametersFile {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private ParametersFile() {}

  /**
   * Writes the file.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, long seed, DrawnImages drawn, CropSheet sheet)
      throws IOException {
    var json = new JsonObject();
    json.addProperty("seed", seed);
    json.addProperty("scale", sheet.scale());
    json.addProperty("skipped_images", drawn.skipped());
    var images = drawn.images();
    var rows = new JsonArray();
    for (int image = 0; image < images.size(); image++) {
      rows.add(image(images.get(image), image, sheet));
    }
    json.add("images", rows);
    Files.writeString(file, GSON.toJson(json) + "\n");
  }

  private static JsonObject image(DrawnImage drawn, int image, CropSheet sheet) {
    var json = new JsonObject();
    json.addProperty("name", drawn.name());
    json.addProperty("index", drawn.index());
    json.addProperty("height", drawn.height());
    json.addProperty("width", drawn.width());
    var views = new JsonArray();
    for (int view = 0; view < drawn.views().size(); view++) {
      views.add(view(drawn.views().get(view), sheet.place(image, view)));
    }
    json.add("views", views);
    return json;
  }

  private static JsonObject view(DrawnView view, Rectangle place) {
    var box = new JsonObject();
    box.addProperty("top", view.box().top());
    box.addProperty("left", view.box().left());
    box.addProperty("height", view.box().height());
    box.addProperty("width", view.box().width());
    var onSheet = new JsonObject();
    onSheet.addProperty("top", place.y);
    onSheet.addProperty("left", place.x);
    onSheet.addProperty("side", place.width);
    var json = new JsonObject();
    json.addProperty("size", view.pixels().shape().get(0));
    json.add("box", box);
    json.addProperty("flip", view.flipped());
    addColor(json, view.color());
    json.add("on_sheet", onSheet);
    return json;
  }

  private static void addColor(JsonObject json, DrawnColor color) {
    json.add(
        "jitter",
        color.jitter().<JsonElement>map(ParametersFile::jitter).orElse(JsonNull.INSTANCE));
    json.addProperty("gray", color.grayscaled());
    json.addProperty("blur_radius", color.blurRadius());
    json.addProperty("solarize", color.solarized());
  }

  private static JsonObject jitter(DrawnJitter jitter) {
    var order = new JsonArray();
    jitter.order().forEach(order::add);
    var json = new JsonObject();
    json.add("order", order);
    json.addProperty("brightness", jitter.brightness());
    json.addProperty("contrast", jitter.contrast());
    json.addProperty("saturation", jitter.saturation());
    json.addProperty("hue", jitter.hue());
    return json;
  }
}
