package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Stream;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/** Lists the images below a folder, sorted, hidden files left out. */
final class FolderLister implements CollectionLister {

  private final Path root;
  private final boolean classes;
  private final Optional<Path> labels;
  private final CollectionBuilder collection;

  /**
   * @param root the folder
   * @param classes whether the folders in it are classes
   * @param labels the order of the classes
   */
  FolderLister(Path root, boolean classes, Optional<Path> labels) {
    this.root = root;
    this.classes = classes;
    this.labels = labels;
    this.collection = new CollectionBuilder(root);
  }

  @Override
  public ImageCollection list() throws IOException {
    return classes ? folders() : flat();
  }

  private ImageCollection flat() throws IOException {
    addAll(root, root, Optional.empty(), Optional.empty());
    return collection(ImmutableList.of(), ImmutableList.of());
  }

  private ImageCollection folders() throws IOException {
    ImmutableList<Path> top = children(root, true);
    if (top.isEmpty()) {
      throw new IOException(
          "input folder %s has no class folders; for images without classes use --format flat"
              .formatted(root));
    }
    refuseOutside(root);
    boolean splits =
        top.stream().allMatch(folder -> CollectionFormat.SPLIT_FOLDERS.contains(name(folder)));
    if (!splits) {
      return ofClasses(ImmutableList.of(root), ImmutableList.of());
    }
    for (Path split : top) {
      refuseOutside(split);
    }
    return ofClasses(top, top.stream().map(FolderLister::name).collect(toList()));
  }

  private ImageCollection ofClasses(ImmutableList<Path> parents, ImmutableList<String> splits)
      throws IOException {
    var names = new TreeSet<String>();
    for (Path parent : parents) {
      children(parent, true).forEach(folder -> names.add(name(folder)));
    }
    var classes = ClassNames.order(names, labels);
    for (int i = 0; i < classes.size(); i++) {
      int before = collection.images();
      var label = Optional.of(new ClassLabel(i, classes.get(i)));
      for (Path parent : parents) {
        Path folder = parent.resolve(classes.get(i));
        Optional<String> split = splits.isEmpty() ? Optional.empty() : Optional.of(name(parent));
        if (Files.isDirectory(folder)) {
          addAll(parent, folder, label, split);
        }
      }
      if (collection.images() == before && names.contains(classes.get(i))) {
        throw new IOException(
            "class folder %s in %s holds no images; remove it or put some in"
                .formatted(classes.get(i), root));
      }
    }
    return collection(classes, splits);
  }

  private void addAll(Path base, Path folder, Optional<ClassLabel> label, Optional<String> split)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(FileNames::isFile).sorted().collect(toList())) {
        Path relative = base.relativize(file);
        if (FileNames.isHidden(relative)) {
          continue;
        }
        if (ImageSignature.promisesImage(file)) {
          collection.add(new SourceImage(file, FileNames.slashed(relative), label, split));
        } else {
          collection.passOver(FileNames.slashed(root.relativize(file)));
        }
      }
    }
  }

  private void refuseOutside(Path folder) throws IOException {
    for (Path file : children(folder, false)) {
      if (ImageSignature.promisesImage(file)) {
        collection.refuse(FileNames.slashed(root.relativize(file)), "is in no class folder");
      } else {
        collection.passOver(FileNames.slashed(root.relativize(file)));
      }
    }
  }

  private ImageCollection collection(ImmutableList<String> classes, ImmutableList<String> splits)
      throws IOException {
    return collection.build(CollectionKind.IMAGES, classes, splits, Optional.empty());
  }

  private static ImmutableList<Path> children(Path folder, boolean folders) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> folders ? Files.isDirectory(entry) : FileNames.isFile(entry))
          .filter(entry -> !FileNames.isHidden(entry.getFileName()))
          .sorted()
          .collect(toList());
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static <T> Collector<T, ?, ImmutableList<T>> toList() {
    return ImmutableList.toImmutableList();
  }
}
