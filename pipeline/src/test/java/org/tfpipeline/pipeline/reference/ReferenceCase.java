package org.tfpipeline.pipeline.reference;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tfpipeline.model.reference.Values;

/** A case of the official numbers, which remembers what of it was read. */
final class ReferenceCase {
  private final String stem;
  private final TrackedJson json;
  private final ImmutableMap<String, Values> tensors;
  private final Set<String> unread;

  private ReferenceCase(String stem, TrackedJson json, ImmutableMap<String, Values> tensors) {
    this.stem = stem;
    this.json = json;
    this.tensors = tensors;
    this.unread = new TreeSet<>(tensors.keySet());
  }

  /** Reads {@code STEM.json} and, if it is there, {@code STEM.safetensors}. */
  static ReferenceCase read(Path folder, String stem) throws IOException {
    var json = JsonParser.parseString(Files.readString(folder.resolve(stem + ".json")));
    var file = folder.resolve(stem + ".safetensors");
    return new ReferenceCase(
        stem,
        TrackedJson.root(json),
        Files.exists(file) ? SafeTensors.read(file) : ImmutableMap.of());
  }

  /** The name of its files without their endings. */
  String stem() {
    return stem;
  }

  TrackedJson json() {
    return json;
  }

  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  Values tensor(String name) {
    assertThat(tensors).as("tensors of %s", stem).containsKey(name);
    unread.remove(name);
    return tensors.get(name);
  }

  /** What follows the prefix in the names that start with it, in alphabetical order. */
  ImmutableSortedSet<String> namesAfter(String prefix) {
    return tensors.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .collect(toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** What follows a prefix in the names that go on with a part. */
  Stream<String> namesWith(String prefix, String part) {
    return namesAfter(prefix).stream().filter(name -> name.startsWith(part));
  }

  /** The weights of both networks from before a step, by names such as {@code student/NAME}. */
  ImmutableMap<String, Values> networks() {
    var weights = ImmutableMap.<String, Values>builder();
    for (var network : List.of("student", "teacher")) {
      tensorsAfter(network + ".param.")
          .forEach((name, values) -> weights.put(network + "/" + name, values));
    }
    return weights.buildOrThrow();
  }

  /** The tensors whose names start with a prefix, by what follows it. */
  ImmutableMap<String, Values> tensorsAfter(String prefix) {
    return Maps.toMap(namesAfter(prefix), name -> tensor(prefix + name));
  }

  /** Fails unless every tensor and every field of the case was read by some comparison. */
  void assertAllRead() {
    var left = new ArrayList<>(unread);
    left.addAll(json.unread());
    if (!left.isEmpty()) {
      throw new AssertionError(
          "%d tensors and fields of %s were compared with nothing, such as %s"
              .formatted(left.size(), stem, String.join(", ", Iterables.limit(left, 5))));
    }
  }
}
