package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Lists a Pascal VOC collection. Its lists in {@code ImageSets/Main} make the splits. */
final class VocLister implements CollectionLister {

  private static final String ANNOTATIONS = "Annotations";
  private static final String IMAGES = "JPEGImages";

  private final CollectionSource source;
  private final CollectionBuilder collection;
  private final Set<String> classes = new TreeSet<>();

  VocLister(CollectionSource source) {
    this.source = source;
    this.collection = new CollectionBuilder(source.input());
  }

  @Override
  public ImageCollection list() throws IOException {
    var annotations = FileIndex.of(FileIndex.folder(source.input(), ANNOTATIONS, "voc"));
    var images = FileIndex.of(FileIndex.folder(source.input(), IMAGES, "voc"));
    var used = new HashSet<String>();
    for (String name : annotations.files().values()) {
      if (!name.endsWith(".xml")) {
        collection.passOver(ANNOTATIONS + "/" + name);
        continue;
      }
      try {
        var document = VocDocument.read(annotations.path(name));
        String image = imageOf(FileNames.withoutSuffix(name), document, images);
        used.add(image);
        add(image, images.path(image), document);
      } catch (AnnotationException e) {
        // Its image is not complained of a second time.
        used.addAll(images.get(FileNames.withoutSuffix(name)));
        collection.refuse(ANNOTATIONS + "/" + name, e.getMessage());
      }
    }
    for (String image : images.files().values()) {
      if (used.contains(image)) {
        continue;
      }
      if (images.isImage(image)) {
        String wanted = "%s/%s.xml".formatted(ANNOTATIONS, FileNames.withoutSuffix(image));
        collection.refuse(IMAGES + "/" + image, "has no annotation " + wanted);
      } else {
        collection.passOver(IMAGES + "/" + image);
      }
    }
    return collection.build(
        CollectionKind.OBJECTS,
        ClassNames.order(classes, source.labels()),
        ImmutableList.of(),
        lists());
  }

  /** The image of the annotation's own name; if there is none, or several, the one it names. */
  private static String imageOf(String stem, VocDocument document, FileIndex images)
      throws AnnotationException {
    ImmutableList<String> candidates = images.get(stem);
    String named = document.filename();
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (images.get(FileNames.withoutSuffix(named)).contains(named)) {
      return named;
    }
    throw new AnnotationException(
        candidates.isEmpty()
            ? "is for the image %s, which is not in %s".formatted(named, IMAGES)
            : "could be for any of the images %s".formatted(String.join(", ", candidates)));
  }

  private void add(String name, Path file, VocDocument document) {
    document.objects().forEach(object -> classes.add(object.className()));
    var annotation =
        new ObjectAnnotation(FileNames.withoutSuffix(name), document.size(), document.objects());
    collection.add(
        new SourceImage(
            file, name, IMAGES + "/" + name, Optional.empty(), Optional.empty(), annotation));
  }

  /** {@code trainval} is {@code train} and {@code val} once more, so it counts only alone. */
  private Optional<SplitLists> lists() {
    var lists = ImmutableMap.<String, Path>builder();
    List.of("train", "val").forEach(name -> putIfThere(lists, name));
    if (lists.buildOrThrow().isEmpty()) { // Otherwise it is the two once more.
      putIfThere(lists, "trainval");
    }
    putIfThere(lists, "test");
    var parts = lists.buildOrThrow();
    return parts.isEmpty() ? Optional.empty() : Optional.of(new SplitLists(parts));
  }

  private void putIfThere(ImmutableMap.Builder<String, Path> lists, String name) {
    Path file = source.input().resolve("ImageSets/Main").resolve(name + ".txt");
    if (Files.isRegularFile(file)) {
      lists.put(name, file);
    }
  }
}
