package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what a lister finds. */
final class CollectionBuilder {

  private final Path root;
  private final List<SourceImage> images = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<String> unnamed = new ArrayList<>();
  private final List<String> passedOver = new ArrayList<>();

  CollectionBuilder(Path root) {
    this.root = root;
  }

  void add(SourceImage image) {
    images.add(image);
  }

  void refuse(String name, String reason) {
    refusals.add(new Refusal(name, reason));
  }

  /** Leaves out an image that nothing names. */
  void leaveOut(String name) {
    unnamed.add(name);
  }

  /** Leaves out a file that is no image. */
  void passOver(String name) {
    passedOver.add(name);
  }

  int images() {
    return images.size();
  }

  /**
   * Returns the collection.
   *
   * @throws IOException if there is nothing in it
   */
  ImageCollection build(
      CollectionKind kind,
      ImmutableList<String> classes,
      ImmutableList<String> splits,
      Optional<SplitLists> lists)
      throws IOException {
    if (images.isEmpty() && refusals.isEmpty()) {
      throw new IOException("input folder %s holds no images".formatted(root));
    }
    if (kind == CollectionKind.OBJECTS && classes.isEmpty() && refusals.isEmpty()) {
      throw new IOException(
          "annotations in %s mark no objects; use --format flat for the images alone"
              .formatted(root));
    }
    return new ImageCollection(
        kind,
        classes,
        splits,
        lists,
        ImmutableList.copyOf(images),
        ImmutableList.copyOf(refusals),
        ImmutableList.copyOf(unnamed),
        ImmutableList.copyOf(passedOver));
  }
}
