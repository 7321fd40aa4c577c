package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
   * Divides a collection. An image that lists of several splits name is refused, and in none.
   *
   * @throws IOException if a list cannot be read
   */
  ImageCollection divide(ImageCollection collection) throws IOException {
    ImmutableSetMultimap<String, String> splits = splitsByLine();
    var fullNames = new HashSet<String>();
    collection.images().forEach(image -> fullNames.addAll(fullNames(image)));
    var used = new HashSet<String>();
    collection.refusals().forEach(refusal -> used.add(FileNames.stem(refusal.name())));
    var refusals = ImmutableList.<Refusal>builder().addAll(collection.refusals());
    var images = ImmutableList.<SourceImage>builder();
    var unnamed = ImmutableList.<String>builder().addAll(collection.unnamed());
    for (SourceImage image : collection.images()) {
      var lines = Sets.intersection(namesOf(image, fullNames), splits.keySet());
      used.addAll(lines);
      var found =
          lines.stream()
              .flatMap(line -> splits.get(line).stream())
              .collect(ImmutableSet.toImmutableSet());
      switch (found.size()) {
        case 0 -> unnamed.add(image.displayName());
        case 1 -> images.add(image.inSplit(found.asList().get(0)));
        default -> refusals.add(new Refusal(image.displayName(), several(found)));
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
        unnamed.build(),
        collection.passedOver());
  }

  private ImmutableSetMultimap<String, String> splitsByLine() throws IOException {
    var splits = ImmutableSetMultimap.<String, String>builder();
    for (var list : files.entrySet()) {
      for (String line : TextFiles.lines(list.getValue())) {
        splits.put(SECOND_PATH.matcher(line).replaceAll(""), list.getKey());
      }
    }
    return splits.build();
  }

  private static ImmutableSet<String> fullNames(SourceImage image) {
    return ImmutableSet.of(image.displayName(), image.name());
  }

  /** What a line may call an image; a short name that is another's full name means that one. */
  private static Set<String> namesOf(SourceImage image, Set<String> fullNames) {
    var names = new HashSet<String>();
    fullNames(image).forEach(name -> names.add(FileNames.withoutSuffix(name)));
    String folder = image.name();
    while (folder.contains("/")) {
      folder = folder.substring(0, folder.lastIndexOf('/'));
      names.add(folder);
    }
    names.removeAll(fullNames);
    names.addAll(fullNames(image));
    return names;
  }

  private String several(ImmutableSet<String> found) {
    return "is in the lists of %s; leave it in one of them"
        .formatted(
            files.keySet().stream().filter(found::contains).collect(Collectors.joining(" and ")));
  }
}
