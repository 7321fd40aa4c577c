package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Splits by lists. A line of a list names an image, with or without its suffix, or a folder of
 * images. An image in no list is passed over.
 *
 * @param files the list of each split, in order
 */
public record SplitLists(ImmutableMap<String, Path> files) implements SplitChoice {

  /** DAVIS 2016 names image and mask on a line, each with a slash in front. */
  private static final Pattern SECOND_PATH = Pattern.compile("^/|\\s+/.*$");

  private static final Pattern ENTRY = Pattern.compile("([A-Za-z][A-Za-z0-9_]*)=(.+)");

  static SplitLists parse(String value) throws OptionException {
    var files = new LinkedHashMap<String, Path>();
    for (String entry : SplitChoice.entries(value)) {
      var matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new OptionException(
            "--split has '%s'; write NAME=FILE, as in train=train.txt,validation=val.txt"
                .formatted(entry));
      }
      if (files.put(matcher.group(1), Path.of(matcher.group(2))) != null) {
        throw new OptionException("--split names %s twice".formatted(matcher.group(1)));
      }
    }
    return new SplitLists(ImmutableMap.copyOf(files));
  }

  /**
   * Divides a collection.
   *
   * @throws IOException if a list cannot be read
   */
  ImageCollection divide(ImageCollection collection) throws IOException {
    var refusals = ImmutableList.<Refusal>builder().addAll(collection.refusals());
    Map<String, String> splits = splitsByLine(refusals);
    var used = new HashSet<String>();
    collection.refusals().forEach(refusal -> used.add(FileNames.stem(refusal.name())));
    var images = ImmutableList.<SourceImage>builder();
    var passedOver = ImmutableList.<String>builder().addAll(collection.passedOver());
    for (SourceImage image : collection.images()) {
      var line = namesOf(image).filter(splits::containsKey).findFirst();
      if (line.isPresent()) {
        used.add(line.get());
        images.add(image.inSplit(splits.get(line.get())));
      } else {
        passedOver.add(image.displayName());
      }
    }
    splits.forEach(
        (line, split) -> {
          if (!used.contains(line)) {
            refusals.add(new Refusal(line, "is in the list of %s and not there".formatted(split)));
          }
        });
    return new ImageCollection(
        collection.kind(),
        collection.classes(),
        files.keySet().asList(),
        Optional.empty(),
        images.build(),
        refusals.build(),
        passedOver.build());
  }

  private Map<String, String> splitsByLine(ImmutableList.Builder<Refusal> refusals)
      throws IOException {
    var splits = new LinkedHashMap<String, String>();
    for (var list : files.entrySet()) {
      for (String line : TextFiles.lines(list.getValue())) {
        String name = SECOND_PATH.matcher(line).replaceAll("");
        String before = splits.putIfAbsent(name, list.getKey());
        if (before != null && !before.equals(list.getKey())) {
          refusals.add(
              new Refusal(name, "is in the lists of %s and %s".formatted(before, list.getKey())));
        }
      }
    }
    return splits;
  }

  /** What a line may call an image, the most exact first. */
  private static Stream<String> namesOf(SourceImage image) {
    var names = new ArrayList<String>();
    for (String name : List.of(image.displayName(), image.name())) {
      names.add(name);
      names.add(FileNames.withoutSuffix(name));
    }
    String folder = image.name();
    while (folder.contains("/")) {
      folder = folder.substring(0, folder.lastIndexOf('/'));
      names.add(folder);
    }
    return names.stream();
  }
}
