package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lists the frames of a DAVIS collection and their masks. Its lists of clips make the splits: those
 * of 2017 if there are any, else those of 2016.
 */
final class DavisLister implements CollectionLister {

  private static final String RESOLUTION = "480p";

  private final CollectionSource source;

  DavisLister(CollectionSource source) {
    this.source = source;
  }

  @Override
  public ImageCollection list() throws IOException {
    Path root = source.input();
    var classes =
        source.labels().isPresent()
            ? ClassNames.read(source.labels().get())
            : ImmutableList.<String>of();
    var collection = new CollectionBuilder(root);
    new MaskPairs(
            root,
            FileIndex.of(FileIndex.folder(root, "JPEGImages/" + RESOLUTION, "davis")),
            FileIndex.of(FileIndex.folder(root, "Annotations/" + RESOLUTION, "davis")),
            classes.size())
        .addTo(collection);
    return collection.build(CollectionKind.MASKS, classes, ImmutableList.of(), lists());
  }

  private Optional<SplitLists> lists() throws IOException {
    for (String year : List.of("2017", "2016", RESOLUTION)) {
      Path folder = source.input().resolve("ImageSets").resolve(year);
      if (Files.isDirectory(folder)) {
        var lists = new TreeMap<String, Path>();
        try (var files = Files.list(folder)) {
          files
              .filter(file -> file.toString().endsWith(".txt"))
              .forEach(file -> lists.put(splitName(file), file));
        }
        if (lists.containsKey("train") || lists.containsKey("val")) {
          // It is these once more.
          lists.remove("trainval");
        }
        return lists.isEmpty()
            ? Optional.empty()
            : Optional.of(new SplitLists(ImmutableMap.copyOf(lists)));
      }
    }
    return Optional.empty();
  }

  /** TensorFlow Datasets has no hyphens in names: {@code test_dev}. */
  private static String splitName(Path file) {
    return FileNames.stem(file.getFileName().toString()).replace('-', '_');
  }
}
