package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Stream;
import org.tfpipeline.tfrecords.schema.ClassLabel;

/** Lists the images below a folder, sorted, hidden files left out. */
final class CollectionLister {

  /** Folders at the top that mean splits, if all of them do, and the name of each split. */
  private static final Set<String> SPLIT_FOLDERS = Set.of("train", "validation", "val", "test");

  private final Path root;
  private final List<SourceImage> images = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<String> passedOver = new ArrayList<>();

  private CollectionLister(Path root) {
    this.root = root;
  }

  /**
   * Lists a collection.
   *
   * @throws IOException if there is no image in it, or a class without one
   */
  static ImageCollection list(Path root, CollectionFormat format) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(
          "input folder %s %s; name the folder of the images"
              .formatted(root, Files.exists(root) ? "is a file" : "is not there"));
    }
    var lister = new CollectionLister(root);
    try {
      return switch (format) {
        case FLAT -> lister.flat();
        case FOLDER -> lister.folders();
      };
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (FileSystemException e) {
      throw unreadable(e);
    }
  }

  private static IOException unreadable(IOException fault) {
    String place = fault instanceof FileSystemException file ? file.getFile() : fault.getMessage();
    return new IOException(
        "cannot list %s; make it readable and free of circular links".formatted(place), fault);
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
    boolean splits = top.stream().allMatch(folder -> SPLIT_FOLDERS.contains(name(folder)));
    if (!splits) {
      return ofClasses(ImmutableList.of(root), ImmutableList.of());
    }
    for (Path split : top) {
      refuseOutside(split);
    }
    return ofClasses(top, top.stream().map(CollectionLister::name).collect(toList()));
  }

  private ImageCollection ofClasses(ImmutableList<Path> parents, ImmutableList<String> splits)
      throws IOException {
    var names = new TreeSet<String>();
    for (Path parent : parents) {
      children(parent, true).forEach(folder -> names.add(name(folder)));
    }
    var classes = ImmutableList.copyOf(names);
    for (int i = 0; i < classes.size(); i++) {
      int before = images.size();
      var label = Optional.of(new ClassLabel(i, classes.get(i)));
      for (Path parent : parents) {
        Path folder = parent.resolve(classes.get(i));
        Optional<String> split = splits.isEmpty() ? Optional.empty() : Optional.of(name(parent));
        if (Files.isDirectory(folder)) {
          addAll(parent, folder, label, split);
        }
      }
      if (images.size() == before) {
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
      for (Path file : files.filter(CollectionLister::isFile).sorted().collect(toList())) {
        Path relative = base.relativize(file);
        if (isHidden(relative)) {
          continue;
        }
        String name = slashed(relative);
        if (ImageSignature.promisesImage(file)) {
          images.add(new SourceImage(file, name, label, split));
        } else {
          passedOver.add(slashed(root.relativize(file)));
        }
      }
    }
  }

  private void refuseOutside(Path folder) throws IOException {
    for (Path file : children(folder, false)) {
      if (ImageSignature.promisesImage(file)) {
        refusals.add(new Refusal(slashed(root.relativize(file)), "is in no class folder"));
      } else {
        passedOver.add(slashed(root.relativize(file)));
      }
    }
  }

  private ImageCollection collection(ImmutableList<String> classes, ImmutableList<String> splits)
      throws IOException {
    if (images.isEmpty()) {
      throw new IOException("input folder %s holds no images".formatted(root));
    }
    return new ImageCollection(
        classes,
        splits,
        ImmutableList.copyOf(images),
        ImmutableList.copyOf(refusals),
        ImmutableList.copyOf(passedOver));
  }

  private static ImmutableList<Path> children(Path folder, boolean folders) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> folders ? Files.isDirectory(entry) : isFile(entry))
          .filter(entry -> !isHidden(entry.getFileName()))
          .sorted()
          .collect(toList());
    }
  }

  /** A link to nothing counts: the image behind it is missing, and that must be said. */
  private static boolean isFile(Path path) {
    return Files.isRegularFile(path) || (Files.isSymbolicLink(path) && !Files.exists(path));
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static <T> Collector<T, ?, ImmutableList<T>> toList() {
    return ImmutableList.toImmutableList();
  }
}
