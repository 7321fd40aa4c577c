package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Lists {@code images} and {@code masks}, with the names of the classes in {@code classes.txt}. */
final class MaskFolderLister implements CollectionLister {

  private static final String CLASSES = "classes.txt";

  private final CollectionSource source;

  MaskFolderLister(CollectionSource source) {
    this.source = source;
  }

  @Override
  public ImageCollection list() throws IOException {
    Path root = source.input();
    var classes = classes();
    var collection = new CollectionBuilder(root);
    new MaskPairs(
            root,
            FileIndex.of(FileIndex.folder(root, "images", "masks")),
            FileIndex.of(FileIndex.folder(root, source.masks(), "masks")),
            classes.size())
        .addTo(collection);
    return collection.build(CollectionKind.MASKS, classes, ImmutableList.of(), Optional.empty());
  }

  private ImmutableList<String> classes() throws IOException {
    Path file = source.labels().orElse(source.input().resolve(CLASSES));
    return source.labels().isPresent() || Files.exists(file)
        ? ClassNames.read(file)
        : ImmutableList.of();
  }
}
