package org.tfpipeline.pipeline.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonElement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A JSON value that remembers which of its leaves were read. */
final class TrackedJson {
  private final JsonElement element;
  private final String path;
  private final Set<String> unread;

  private TrackedJson(JsonElement element, String path, Set<String> unread) {
    this.element = element;
    this.path = path;
    this.unread = unread;
  }

  static TrackedJson root(JsonElement element) {
    var unread = new TreeSet<String>();
    var root = new TrackedJson(element, "", unread);
    root.leaves().map(leaf -> leaf.path).forEach(unread::add);
    return root;
  }

  private Stream<TrackedJson> leaves() {
    return isEmptyOrScalar() ? Stream.of(this) : children().flatMap(TrackedJson::leaves);
  }

  /** An empty object or list can be overlooked like any number. */
  private boolean isEmptyOrScalar() {
    return element.isJsonObject()
        ? element.getAsJsonObject().isEmpty()
        : !element.isJsonArray() || element.getAsJsonArray().isEmpty();
  }

  private void markIfEmpty() {
    if (isEmptyOrScalar()) {
      unread.remove(path);
    }
  }

  private Stream<TrackedJson> children() {
    return element.isJsonObject()
        ? element.getAsJsonObject().keySet().stream().map(this::get)
        : IntStream.range(0, element.getAsJsonArray().size()).mapToObj(this::at);
  }

  /** The paths of all leaves that nothing has read. */
  ImmutableSet<String> unread() {
    return ImmutableSet.copyOf(unread);
  }

  /** Where the value is in its file. */
  String path() {
    return path;
  }

  ImmutableSet<String> keys() {
    markIfEmpty();
    return ImmutableSet.copyOf(element.getAsJsonObject().keySet());
  }

  TrackedJson get(String key) {
    return find(key)
        .orElseThrow(() -> new AssertionError("There is no " + (path + "/" + key) + "."));
  }

  Optional<TrackedJson> find(String key) {
    return Optional.ofNullable(element.getAsJsonObject().get(key))
        .map(child -> new TrackedJson(child, path + "/" + key, unread));
  }

  int size() {
    markIfEmpty();
    return element.getAsJsonArray().size();
  }

  TrackedJson at(int index) {
    return new TrackedJson(element.getAsJsonArray().get(index), path + "/" + index, unread);
  }

  ImmutableList<TrackedJson> items() {
    return IntStream.range(0, size()).mapToObj(this::at).collect(ImmutableList.toImmutableList());
  }

  double number() {
    unread.remove(path);
    return element.getAsDouble();
  }

  int integer() {
    unread.remove(path);
    return element.getAsInt();
  }

  boolean flag() {
    unread.remove(path);
    return element.getAsBoolean();
  }

  String text() {
    unread.remove(path);
    return element.getAsString();
  }

  ImmutableList<Double> numbers() {
    return items().stream().map(TrackedJson::number).collect(ImmutableList.toImmutableList());
  }

  ImmutableList<String> texts() {
    return items().stream().map(TrackedJson::text).collect(ImmutableList.toImmutableList());
  }

  double number(String key) {
    return get(key).number();
  }

  int integer(String key) {
    return get(key).integer();
  }

  /**
   * Counts fields as read that say how the case was made and can be compared with nothing.
   *
   * @param keys those that may be left out of the file too
   */
  void provenance(String... keys) {
    for (var key : keys) {
      find(key).stream().flatMap(TrackedJson::leaves).forEach(leaf -> unread.remove(leaf.path));
    }
  }
}
