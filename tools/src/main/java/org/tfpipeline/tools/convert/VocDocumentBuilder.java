package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link VocDocument} of the elements of an XML file, as they come. */
final class VocDocumentBuilder {

  private static final String OBJECT = "annotation/object";

  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> header = new HashMap<>();
  private final Map<String, String> object = new HashMap<>();
  private final ImmutableList.Builder<SourceObject> objects = ImmutableList.builder();
  private int count;
  private int line;

  void start(String element, int lineNumber) {
    path.addLast(element);
    text.setLength(0);
    if (String.join("/", path).equals(OBJECT)) {
      line = lineNumber;
      object.clear();
    }
  }

  void text(String characters) {
    text.append(characters);
  }

  void end() throws AnnotationException {
    String place = String.join("/", path);
    path.removeLast();
    if (place.equals(OBJECT)) {
      count++;
      objects.add(object());
    } else if (place.startsWith(OBJECT + "/")) {
      object.put(place.substring(OBJECT.length() + 1), text.toString().strip());
    } else {
      header.put(place, text.toString().strip());
    }
    text.setLength(0);
  }

  private SourceObject object() throws AnnotationException {
    String className = object.getOrDefault("name", "");
    if (className.isEmpty()) {
      throw new AnnotationException("has an object without name at line " + line);
    }
    double left = number("bndbox/xmin");
    double top = number("bndbox/ymin");
    double right = number("bndbox/xmax");
    double bottom = number("bndbox/ymax");
    // The first pixel is 1, and the last one belongs to the box. By that rule a box of equal
    // corners
    // would have a pixel, but such boxes are slips of the mouse.
    boolean empty = right <= left || bottom <= top;
    double xmin = left - 1;
    double ymin = top - 1;
    double xmax = empty ? xmin : right;
    double ymax = empty ? ymin : bottom;
    return new SourceObject(
        "object %d (%s)".formatted(count, className),
        xmin,
        ymin,
        xmax,
        ymax,
        className.intern(),
        difficult(),
        /* crowd= */ false,
        (xmax - xmin) * (ymax - ymin),
        Optional.empty());
  }

  private boolean difficult() throws AnnotationException {
    String value = object.getOrDefault("difficult", "0");
    if (!value.equals("0") && !value.equals("1")) {
      throw new AnnotationException(
          "has difficult '%s' in the object at line %d; 0 or 1 is expected".formatted(value, line));
    }
    return value.equals("1");
  }

  private double number(String name) throws AnnotationException {
    String value = object.get(name);
    Double number = value == null ? null : Doubles.tryParse(value);
    if (number == null || !Double.isFinite(number)) {
      throw new AnnotationException(
          "has %s in the object at line %d; a number is expected"
              .formatted(value == null ? "no " + name : name + " '" + value + "'", line));
    }
    return number;
  }

  VocDocument build() throws AnnotationException {
    if (!header.containsKey("annotation")) {
      throw new AnnotationException("is no annotation of Pascal VOC: it lacks <annotation>");
    }
    return new VocDocument(header.getOrDefault("annotation/filename", ""), size(), objects.build());
  }

  private Optional<PixelSize> size() throws AnnotationException {
    int width = pixels("annotation/size/width");
    int height = pixels("annotation/size/height");
    return width > 0 && height > 0 ? Optional.of(new PixelSize(width, height)) : Optional.empty();
  }

  private int pixels(String name) throws AnnotationException {
    String value = header.getOrDefault(name, "0");
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new AnnotationException(
          "has %s '%s'; a number of pixels is expected".formatted(name, value));
    }
  }
}
