package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;

/**
 * Pairs images with masks of the same name in another folder; suffixes may differ.
 *
 * @param root the collection's folder
 * @param images the files in the folder of the images
 * @param masks the files in the folder of the masks
 * @param classes how many there are; 0 if that is unknown
 */
record MaskPairs(Path root, FileIndex images, FileIndex masks, int classes) {

  void addTo(CollectionBuilder collection) throws IOException {
    var used = new HashSet<String>();
    for (String image : images.files().values()) {
      String display = below(images, image);
      if (!images.isImage(image)) {
        collection.passOver(display);
        continue;
      }
      ImmutableList<String> candidates = masks.get(FileNames.withoutSuffix(image));
      used.addAll(candidates);
      if (candidates.size() == 1 && images.get(FileNames.withoutSuffix(image)).size() == 1) {
        collection.add(pair(image, candidates.get(0)));
      } else if (candidates.isEmpty()) {
        collection.refuse(display, "has no mask " + below(masks, image));
      } else {
        collection.refuse(display, "shares its name with another image, or has several masks");
      }
    }
    for (String mask : masks.files().values()) {
      if (used.contains(mask)) {
        continue;
      }
      if (masks.isImage(mask)) {
        collection.refuse(below(masks, mask), "is a mask without image");
      } else {
        collection.passOver(below(masks, mask));
      }
    }
  }

  private SourceImage pair(String image, String mask) {
    var annotation = new MaskAnnotation(masks.path(mask), below(masks, mask), classes);
    return new SourceImage(
        images.path(image),
        image,
        below(images, image),
        Optional.empty(),
        Optional.empty(),
        annotation);
  }

  private String below(FileIndex index, String name) {
    return FileNames.slashed(root.relativize(index.path(name)));
  }
}
