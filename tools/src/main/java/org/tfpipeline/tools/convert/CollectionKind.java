package org.tfpipeline.tools.convert;

/** What a collection says of its images. */
enum CollectionKind {
  /** At most the class of the whole image. */
  IMAGES,
  /** Boxes of objects, perhaps with their masks. */
  OBJECTS,
  /** The class or instance of every pixel. */
  MASKS
}
