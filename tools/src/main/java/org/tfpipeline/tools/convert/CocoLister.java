package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tfpipeline.tfrecords.ShardSpec;

/**
 * Lists a COCO collection: {@code instances.json} beside the images, the file that {@code
 * --annotations} names, or {@code annotations/instances_SPLIT.json} with the images of each split
 * in {@code SPLIT}.
 */
final class CocoLister implements CollectionLister {

  private static final String PREFIX = "instances_";
  private static final String SUFFIX = ".json";

  private final CollectionSource source;
  private final CollectionBuilder collection;
  private final Set<String> classes = new TreeSet<>();
  private final Set<Path> used = new HashSet<>();

  CocoLister(CollectionSource source) {
    this.source = source;
    this.collection = new CollectionBuilder(source.input());
  }

  @Override
  public ImageCollection list() throws IOException {
    ImmutableMap<String, Path> splits = splitFiles();
    if (splits.isEmpty()) {
      add(singleFile(), Optional.empty());
    }
    for (var split : splits.entrySet()) {
      add(split.getValue(), Optional.of(split.getKey()));
    }
    leaveOutTheRest();
    return collection.build(
        CollectionKind.OBJECTS,
        ClassNames.order(classes, source.labels()),
        splits.keySet().asList(),
        Optional.empty());
  }

  private Path singleFile() throws IOException {
    Path file = source.annotations().orElse(source.input().resolve("instances.json"));
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          source.annotations().isPresent()
              ? "annotation file %s is not there; name another with --annotations".formatted(file)
              : "input folder %s has neither instances.json nor annotations/instances_SPLIT.json; name the file with --annotations"
                  .formatted(source.input()));
    }
    return file;
  }

  private ImmutableMap<String, Path> splitFiles() throws IOException {
    Path folder = source.input().resolve("annotations");
    if (source.annotations().isPresent()
        || Files.exists(source.input().resolve("instances.json"))
        || !Files.isDirectory(folder)) {
      return ImmutableMap.of();
    }
    var splits = ImmutableMap.<String, Path>builder();
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
          String split = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
          splits.put(splitName(split, file), file);
        }
      }
    }
    return splits.buildOrThrow();
  }

  private static String splitName(String split, Path file) throws IOException {
    if (!ShardSpec.NAME.matcher(split).matches()) {
      throw new IOException(
          "%s would make a split called '%s'; rename it, with letters, digits and underscores after instances_"
              .formatted(file, split));
    }
    return split;
  }

  private void add(Path file, Optional<String> split) throws IOException {
    CocoFile coco = CocoReader.read(file);
    classes.addAll(coco.categories().values());
    String name =
        file.startsWith(source.input())
            ? FileNames.slashed(source.input().relativize(file))
            : file.toAbsolutePath().toString();
    coco.annotations()
        .asMap()
        .forEach(
            (imageId, annotations) -> {
              if (!coco.images().containsKey(imageId)) {
                collection.refuse(
                    name,
                    "has annotation %s of image %s, which is not among its images"
                        .formatted(annotations.iterator().next().id(), imageId));
              }
            });
    var images = coco.images().entries().stream();
    for (var entry :
        images.sorted(Comparator.comparing(image -> image.getValue().fileName())).toList()) {
      try {
        add(entry, coco, split);
      } catch (AnnotationException e) {
        collection.refuse(entry.getValue().fileName(), e.getMessage());
      }
    }
  }

  private void add(Map.Entry<String, CocoFile.Image> entry, CocoFile coco, Optional<String> split)
      throws AnnotationException {
    CocoFile.Image image = entry.getValue();
    if (coco.images().get(entry.getKey()).size() > 1) {
      throw new AnnotationException(
          "shares its id %s with another image".formatted(entry.getKey()));
    }
    Path file = find(image.fileName(), split);
    if (!used.add(file)) {
      throw new AnnotationException("is listed twice");
    }
    var objects = ImmutableList.<SourceObject>builder();
    for (CocoFile.Annotation annotation : coco.annotations().get(entry.getKey())) {
      objects.add(object(annotation, coco.categories()));
    }
    collection.add(
        new SourceImage(
            file,
            image.fileName(),
            FileNames.slashed(source.input().relativize(file)),
            Optional.empty(),
            split,
            new ObjectAnnotation(
                FileNames.withoutSuffix(image.fileName()), image.size(), objects.build())));
  }

  private Path find(String fileName, Optional<String> split) throws AnnotationException {
    Path root = source.input();
    var folders =
        Stream.concat(
            split.stream().flatMap(name -> Stream.of(name, "images/" + name)),
            Stream.of("", "images", "JPEGImages"));
    try {
      Path relative = Path.of(fileName).normalize();
      if (relative.isAbsolute() || relative.startsWith("..")) {
        throw new AnnotationException("leads out of the input folder");
      }
      return folders
          .map(folder -> root.resolve(folder).resolve(relative))
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(() -> new AnnotationException("is in the annotations and not in " + root));
    } catch (InvalidPathException e) {
      throw new AnnotationException("is no name of a file");
    }
  }

  private static SourceObject object(
      CocoFile.Annotation annotation, ImmutableMap<String, String> categories)
      throws AnnotationException {
    String name = "annotation " + annotation.id();
    String className = categories.get(annotation.categoryId());
    if (className == null) {
      throw new AnnotationException(
          "has %s of category %s, which is not among the categories"
              .formatted(name, annotation.categoryId()));
    }
    if (annotation.fault().isPresent()) {
      throw new AnnotationException(
          "has %s whose mask %s".formatted(name, annotation.fault().get()));
    }
    if (annotation.box().length() != 4) {
      throw new AnnotationException("has %s whose bbox is not four numbers".formatted(name));
    }
    double x = annotation.box().get(0);
    double y = annotation.box().get(1);
    double width = annotation.box().get(2);
    double height = annotation.box().get(3);
    return new SourceObject(
        "%s (%s)".formatted(name, className),
        x,
        y,
        x + width,
        y + height,
        className,
        annotation.ignore(),
        annotation.crowd(),
        annotation.area().orElse(width * height),
        annotation.mask());
  }

  /** Images that no annotation file names. */
  private void leaveOutTheRest() throws IOException {
    var files = FileIndex.of(source.input());
    for (String name : List.copyOf(files.files().values())) {
      if (!used.contains(files.path(name)) && files.isImage(name)) {
        collection.leaveOut(name);
      }
    }
  }
}
