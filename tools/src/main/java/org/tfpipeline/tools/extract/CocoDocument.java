package org.tfpipeline.tools.extract;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tfpipeline.tfrecords.schema.AnnotatedObject;
import org.tfpipeline.tfrecords.schema.DetectionExample;
import org.tfpipeline.tools.convert.mask.IndexMask;
import org.tfpipeline.tools.convert.mask.MaskException;
import org.tfpipeline.tools.convert.mask.RunLengthMask;

/** A COCO annotation file, written as the images come. */
final class CocoDocument implements Closeable {

  /** Corners that people and tools set have no more digits, mostly. */
  private static final double STEPS_PER_PIXEL = 1000;

  /** An image, for the list after the annotations. */
  private record Image(long id, String name, int width, int height) {}

  private final JsonWriter json;
  private final List<Image> images = new ArrayList<>();
  private final Map<Long, String> classes = new TreeMap<>();
  private long annotations;

  /**
   * Starts a file.
   *
   * @param classes names of the classes, whether records use them or not
   */
  CocoDocument(Path file, ImmutableList<String> classes) throws IOException {
    for (int i = 0; i < classes.size(); i++) {
      this.classes.put((long) i, classes.get(i));
    }
    json = new JsonWriter(Files.newBufferedWriter(file));
    json.setHtmlSafe(false);
    json.beginObject().name("annotations").beginArray();
  }

  void add(long id, String name, DetectionExample example) throws IOException {
    int width = example.image().width();
    int height = example.image().height();
    images.add(new Image(id, name, width, height));
    for (AnnotatedObject object : example.objects()) {
      classes.putIfAbsent(object.label().index(), object.label().text());
      annotations++;
      json.beginObject();
      json.name("id").value(annotations);
      json.name("image_id").value(id);
      json.name("category_id").value(object.label().index() + 1);
      json.name("bbox").beginArray();
      double left = distance(0, object.box().xmin(), width);
      double top = distance(0, object.box().ymin(), height);
      json.value(left).value(top);
      json.value(distance(left, object.box().xmax(), width));
      json.value(distance(top, object.box().ymax(), height));
      json.endArray();
      json.name("area").value(object.area());
      json.name("iscrowd").value(object.crowd() ? 1 : 0);
      json.name("ignore").value(object.difficult() ? 1 : 0);
      if (object.mask().isPresent()) {
        segmentation(object.mask().get(), width, height);
      }
      json.endObject();
    }
  }

  /** Pixels from somewhere to a fraction of a side; with few digits, if they give it again. */
  private static double distance(double from, float fraction, int side) {
    double exact = (double) fraction * side - from;
    double rounded = Math.rint(exact * STEPS_PER_PIXEL) / STEPS_PER_PIXEL;
    return (float) ((from + rounded) / side) == fraction ? rounded : exact;
  }

  private void segmentation(ByteString png, int width, int height) throws IOException {
    ImmutableIntArray runs;
    try {
      runs = RunLengthMask.of(IndexMask.read(png.toByteArray(), width, height)).runs();
    } catch (MaskException e) {
      throw new IOException("an object's mask " + e.getMessage(), e);
    }
    json.name("segmentation").beginObject();
    json.name("size").beginArray().value(height).value(width).endArray();
    json.name("counts").beginArray();
    for (int i = 0; i < runs.length(); i++) {
      json.value(runs.get(i));
    }
    json.endArray().endObject();
  }

  void finish() throws IOException {
    json.endArray().name("images").beginArray();
    for (Image image : images) {
      json.beginObject();
      json.name("id").value(image.id());
      json.name("file_name").value(image.name());
      json.name("width").value(image.width());
      json.name("height").value(image.height());
      json.endObject();
    }
    json.endArray().name("categories").beginArray();
    for (var entry : classes.entrySet()) {
      json.beginObject();
      json.name("id").value(entry.getKey() + 1);
      json.name("name").value(entry.getValue());
      json.endObject();
    }
    json.endArray().endObject();
    json.close();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
