package org.tfpipeline.tools.convert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.util.ArrayList;
import java.util.List;
import org.tfpipeline.tfrecords.manifest.RecordContent;

/** Gathers what the checks of a collection's images found. */
final class CheckedImages {

  private final ImageCollection collection;
  private final List<CheckedImage> good = new ArrayList<>();
  private final List<Refusal> refusals;
  private final List<Remark> remarks = new ArrayList<>();
  private boolean wideMasks;
  private boolean objectMasks;

  CheckedImages(ImageCollection collection) {
    this.collection = collection;
    this.refusals = new ArrayList<>(collection.refusals());
  }

  void add(AnnotatedCheck.Result result) {
    if (result.outcome() instanceof CheckedImage image) {
      good.add(image);
      String name = image.source().displayName();
      result.finding().remarks().forEach(text -> remarks.add(new Remark(name, text)));
      if (result.finding().wide() && !wideMasks && !collection.classes().isEmpty()) {
        remarks.add(
            new Remark(
                name,
                "has a mask of 16 bits, whose numbers count instances; so no mask of the collection has names of classes"));
      }
      wideMasks |= result.finding().wide();
      objectMasks |=
          image.source().annotation() instanceof ObjectAnnotation objects && objects.hasMasks();
    } else if (result.outcome() instanceof Refusal refusal) {
      refusals.add(refusal);
    }
  }

  List<CheckedImage> good() {
    return good;
  }

  /** How the bytes of each image's record come about. */
  ImmutableMultiset<Treatment> treatments() {
    return good.stream()
        .map(CheckedImage::treatment)
        .collect(ImmutableMultiset.toImmutableMultiset());
  }

  ImmutableList<Refusal> refusals() {
    return ImmutableList.copyOf(refusals);
  }

  /** Remarks, image by image; at the end those that only all images together give rise to. */
  ImmutableList<Remark> remarks() {
    var all = ImmutableList.<Remark>builder().addAll(remarks);
    if (objectMasks) {
      for (CheckedImage image : good) {
        if (image.source().annotation() instanceof ObjectAnnotation objects) {
          objects
              .maskless(image.width(), image.height())
              .forEach(text -> all.add(new Remark(image.source().displayName(), text)));
        }
      }
    }
    return all.build();
  }

  /** What the records will hold. Masks of 16 bits count instances, so that classes do not apply. */
  RecordContent content() {
    return switch (collection.kind()) {
      case IMAGES -> new RecordContent.Images(collection.classes());
      case OBJECTS -> new RecordContent.Objects(collection.classes(), objectMasks);
      case MASKS ->
          new RecordContent.Masks(wideMasks ? ImmutableList.of() : collection.classes(), wideMasks);
    };
  }
}
