"""Reads annotated images from the TFRecords that `tfpipeline convert` writes.

The encoded images of a set are held in memory, which suits sets to fine-tune on of some gigabytes.
"""

import dataclasses
import hashlib
import os
import pathlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from google.protobuf.message import DecodeError

from tfpipeline_backbone.errors import InputError

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_FLOATS = {name: f"image/object/bbox/{name}" for name in ("ymin", "xmin", "ymax", "xmax")}
_LABELS = "image/object/class/label"
_SEGMENTATION = "image/segmentation/class/encoded"

# Where a PNG tells the bits of a number.
_PNG_BITS = 24
# Boxes that rounding takes out of their image are fine; pixels in place of fractions are not.
_TOLERANCE = 0.01

# Stands for no class in masks.
NO_CLASS = 255


@dataclasses.dataclass(frozen=True)
class Annotated:
    """An image and what is known of it."""

    encoded: bytes
    """JPEG or PNG."""
    name: str
    """`image/source_id`, or `image/filename` where there is none."""
    height: int
    width: int
    boxes: Floats
    """`[objects, 4]`: ymin, xmin, ymax, xmax as fractions of the image."""
    labels: Integers
    """`[objects]`, from 0."""
    crowds: npt.NDArray[np.bool_]
    """`[objects]`: a box around many."""
    difficult: npt.NDArray[np.bool_]
    """`[objects]`"""
    areas: Floats
    """`[objects]`, square pixels: of the mask where the record tells it, else of the box."""
    mask: bytes | None
    """A PNG of class numbers, or nothing."""


def read_records(directory: str | os.PathLike[str]) -> list[Annotated]:
    """All images of the TFRecords in a folder, whatever splits they are in.

    Raises:
      InputError: there is no such folder, or no records of annotated images in it.
    """
    folder = pathlib.Path(directory)
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}; make it with tfpipeline convert.")
    files = sorted(str(file) for file in folder.glob("*.tfrecord*") if file.is_file())
    if not files:
        raise InputError(f"{folder} has no TFRecords; make some with tfpipeline convert.")
    return [example for file in files for example in _read(file)]


def _read(file: str) -> Iterator[Annotated]:
    number = 0
    try:
        for record in tf.data.TFRecordDataset(file, compression_type=_compression(file)).as_numpy_iterator():
            yield _parse(record)
            number += 1
    except (tf.errors.OpError, DecodeError, _UnusableError) as error:
        what = str(error) if isinstance(error, _UnusableError) else "is damaged, or none of an image"
        raise InputError(
            f"{file} has a record, number {number} from 0, that {what}; convert the images again."
        ) from error


def _compression(file: str) -> str:
    for compression in ("", "GZIP", "ZLIB"):
        try:
            next(tf.data.TFRecordDataset(file, compression_type=compression).as_numpy_iterator(), None)
            return compression
        except tf.errors.OpError:
            continue
    return ""


def box_classes(directory: str | os.PathLike[str], examples: Sequence[Annotated]) -> list[str]:
    """The names of the classes of boxes in the order of their numbers; without names, the numbers."""
    return _class_names(directory, _LABELS, max((int(e.labels.max()) for e in examples if len(e.labels)), default=-1))


def mask_classes(directory: str | os.PathLike[str], examples: Sequence[Annotated]) -> list[str]:
    """The names of the classes of masks in the order of their numbers; without names, the numbers."""
    largest = -1
    for example in examples:
        if example.mask is not None:
            mask = _decoded(decode_mask, example.mask, "mask", example.name).numpy()
            known = mask[mask != NO_CLASS]
            largest = max(largest, int(known.max()) if known.size else -1)
    return _class_names(directory, _SEGMENTATION, largest)


def _class_names(directory: str | os.PathLike[str], feature: str, largest: int) -> list[str]:
    file = pathlib.Path(directory) / f"{feature.replace('/', '-')}.labels.txt"
    if not file.is_file():
        return [str(number) for number in range(largest + 1)]
    names = file.read_text(encoding="utf-8").splitlines()
    if largest >= len(names):
        raise InputError(
            f"{file} names {len(names)} classes, from 0 on, and the records have a class {largest}; convert them again."
        )
    return names


def split(examples: Sequence[Annotated], share: float = 0.2) -> tuple[list[Annotated], list[Annotated]]:
    """Images to train on and, a share of them, to evaluate on.

    Which ones depends on the images alone: neither on the order of files nor on a seed. Copies of an image under other
    names stay together.
    """
    first_names: dict[bytes, str] = {}
    for example in sorted(examples, key=lambda e: e.name):
        first_names.setdefault(example.encoded, example.name)
    ordered = sorted(
        examples, key=lambda e: (hashlib.sha256(first_names[e.encoded].encode()).digest(), e.encoded, e.name)
    )
    count = round(share * len(ordered))
    while 0 < count < len(ordered) and ordered[count - 1].encoded == ordered[count].encoded:
        count -= 1
    return ordered[count:], ordered[:count]


def check_images(examples: Sequence[Annotated]) -> None:
    """Decodes every image and mask.

    Raises:
      InputError: one is damaged or has another size than its record says, or a mask has not 8 bits.
    """
    for example in examples:
        _check_size(_decoded(decode, example.encoded, "image", example.name), "image", example)
        if example.mask is not None:
            _check_size(_decoded(decode_mask, example.mask, "mask", example.name), "mask", example)
            if example.mask[_PNG_BITS] > 8:
                raise InputError(
                    f"The mask {example.name} has {example.mask[_PNG_BITS]} bits, and class numbers take 8 at most; "
                    "instances are no classes, so convert masks of classes."
                )


def _check_size(pixels: Any, what: str, example: Annotated) -> None:
    height, width = pixels.shape[:2]
    if (height, width) != (example.height, example.width):
        raise InputError(
            f"The {what} {example.name} is {width} pixels wide and {height} high, and its record says {example.width} "
            f"and {example.height}; convert the images again."
        )


def letterbox(image: Any, size: int) -> Any:
    """Fits `[height, width, channels]` into the upper left of `[size, size, channels]`; the rest is gray."""
    height, width = scaled_sides(tf.shape(image)[0], tf.shape(image)[1], size)
    scaled = tf.image.resize(image, [height, width], antialias=True)
    square = tf.pad(scaled, [[0, size - height], [0, size - width], [0, 0]], constant_values=0.5)
    return tf.ensure_shape(square, [size, size, image.shape[-1]])


def scaled_sides(height: Any, width: Any, size: int) -> tuple[Any, Any]:
    """The height and width, without the gray, of such an image in its square."""
    scale = size / tf.maximum(height, width)

    def side(length: Any) -> Any:
        return tf.maximum(1, tf.cast(tf.round(tf.cast(length, tf.float64) * scale), tf.int32))

    return side(height), side(width)


def decode(encoded: Any) -> Any:
    """From JPEG or PNG to float32 `[height, width, 3]` in [0, 1]."""
    image = tf.io.decode_image(encoded, channels=3, expand_animations=False)
    return tf.ensure_shape(tf.image.convert_image_dtype(image, tf.float32), [None, None, 3])


def detection_batches(examples: Sequence[Annotated], size: int, batch: int, seed: int) -> Any:
    """Endless batches to train a detector on, in an order and with flips that follow from the seed.

    Each is images `[batch, size, size, 3]` and a dictionary: `boxes` `[batch, objects, 4]`, left, top, right and bottom
    in pixels, and `labels` `[batch, objects]`. Both are -1 where an image has fewer objects. Crowds are left out.
    """
    kept = [~e.crowds for e in examples]
    most = max(int(k.sum()) for k in kept)
    if not most:
        raise InputError(f"None of the {len(examples)} images to train on has a box.")
    boxes = np.full([len(examples), most, 4], -1, np.float32)
    labels = np.full([len(examples), most], -1, np.float32)
    for row, (example, keep) in enumerate(zip(examples, kept, strict=True)):
        boxes[row, : keep.sum()] = example.boxes[keep]
        labels[row, : keep.sum()] = example.labels[keep]

    def prepare(number: Any, index: Any) -> Any:
        encoded, fractions, classes = (tf.gather(t, index) for t in tensors)
        image = decode(encoded)
        height, width = (tf.cast(s, tf.float32) for s in scaled_sides(tf.shape(image)[0], tf.shape(image)[1], size))
        flip = _coin(seed, number)
        image = tf.cond(flip, lambda: tf.image.flip_left_right(image), lambda: image)
        top, left, bottom, right = tf.unstack(fractions, axis=-1)
        left, right = tf.cond(flip, lambda: (1 - right, 1 - left), lambda: (left, right))
        pixels = tf.stack([left * width, top * height, right * width, bottom * height], axis=-1)
        pixels = tf.where(classes[:, None] < 0, -1.0, pixels)
        return letterbox(image, size), {"boxes": pixels, "labels": classes}

    with tf.device("cpu"):
        tensors = (tf.constant([e.encoded for e in examples]), tf.constant(boxes), tf.constant(labels))
    return _endless(len(examples), seed).map(prepare, tf.data.AUTOTUNE).batch(batch, drop_remainder=True).prefetch(2)


def segmentation_batches(examples: Sequence[Annotated], size: int, batch: int, seed: int) -> Any:
    """Endless batches to train a segmenter on: images `[batch, size, size, 3]`, class numbers `[batch, size, size]`.

    The numbers are 255 around the image. Order and flips follow from the seed.
    """

    def prepare(number: Any, index: Any) -> Any:
        image, mask = decode(tf.gather(images, index)), decode_mask(tf.gather(masks, index))
        flip = _coin(seed, number)
        image, mask = tf.cond(
            flip, lambda: (tf.image.flip_left_right(image), tf.image.flip_left_right(mask)), lambda: (image, mask)
        )
        height, width = scaled_sides(tf.shape(mask)[0], tf.shape(mask)[1], size)
        mask = tf.image.resize(mask, [height, width], "nearest")
        mask = tf.pad(mask, [[0, size - height], [0, size - width], [0, 0]], constant_values=NO_CLASS)
        return letterbox(image, size), tf.ensure_shape(mask[..., 0], [size, size])

    with tf.device("cpu"):
        images = tf.constant([e.encoded for e in examples])
        masks = tf.constant([e.mask for e in examples])
    return _endless(len(examples), seed).map(prepare, tf.data.AUTOTUNE).batch(batch, drop_remainder=True).prefetch(2)


def evaluation_batches(examples: Sequence[Annotated], size: int, batch: int) -> Iterator[tuple[list[Annotated], Any]]:
    """The images once and in order, with their `[batch, size, size, 3]`; the last batch may be smaller."""
    for start in range(0, len(examples), batch):
        part = list(examples[start : start + batch])
        yield part, tf.stack([letterbox(_decoded(decode, e.encoded, "image", e.name), size) for e in part])


def _decoded(decoding: Callable[[Any], Any], encoded: bytes, what: str, name: str) -> Any:
    try:
        return decoding(encoded)
    except tf.errors.InvalidArgumentError as error:
        raise InputError(f"The {what} {name} in the records is damaged; convert the images again.") from error


def decode_mask(encoded: Any) -> Any:
    """From a PNG of class numbers to uint8 `[height, width, 1]`."""
    return tf.io.decode_png(encoded, channels=1)


def _endless(count: int, seed: int) -> Any:
    """Numbers of steps with numbers of images, each image once an epoch."""
    order = tf.data.Dataset.range(count).shuffle(count, seed=seed, reshuffle_each_iteration=True).repeat()
    return order.enumerate()


def _coin(seed: int, number: Any) -> Any:
    return tf.random.stateless_uniform([], [seed, tf.cast(number, tf.int32)]) < 0.5


class _UnusableError(Exception):
    """What is wrong with a record, to follow "a record that"."""


def _parse(record: bytes) -> Annotated:
    features = tf.train.Example.FromString(record).features.feature

    def values(name: str, kind: str) -> list[Any]:
        return list(getattr(features[name], kind).value) if name in features else []

    def first(name: str, kind: str) -> Any:
        for value in values(name, kind):
            return value
        raise _UnusableError(f"has no {name}")

    def of_objects(name: str, kind: str, default: Any = None) -> list[Any]:
        given = values(name, kind)
        if default is not None and not given:
            return list(default)
        if len(given) != count:
            raise _UnusableError(f"has {count} times {_FLOATS['ymin']} and {len(given)} times {name}")
        return given

    height, width = (int(first(f"image/{side}", "int64_list")) for side in ("height", "width"))
    names = values("image/source_id", "bytes_list") or [first("image/filename", "bytes_list")]
    count = len(values(_FLOATS["ymin"], "float_list"))
    boxes = np.stack([np.asarray(of_objects(name, "float_list"), np.float32) for name in _FLOATS.values()], axis=-1)
    labels = np.asarray(of_objects(_LABELS, "int64_list"), np.int64)
    if not np.isfinite(boxes).all():
        raise _UnusableError("has a box whose place is no number")
    if (boxes < -_TOLERANCE).any() or (boxes > 1 + _TOLERANCE).any():
        raise _UnusableError("has a box outside of its image, whose sides are from 0 to 1")
    if (boxes[:, :2] > boxes[:, 2:]).any():
        raise _UnusableError("has a box whose right or lower side comes first")
    if (labels < 0).any():
        raise _UnusableError(f"has a negative {_LABELS}")
    sides = (boxes[:, 2:] - boxes[:, :2]) * np.asarray([height, width], np.float32)
    masks = values(_SEGMENTATION, "bytes_list")
    return Annotated(
        encoded=first("image/encoded", "bytes_list"),
        name=names[0].decode(errors="backslashreplace"),
        height=height,
        width=width,
        boxes=boxes,
        labels=labels,
        crowds=np.asarray(of_objects("image/object/is_crowd", "int64_list", [0] * count), np.bool_),
        difficult=np.asarray(of_objects("image/object/difficult", "int64_list", [0] * count), np.bool_),
        areas=np.asarray(of_objects("image/object/area", "float_list", sides.prod(axis=-1)), np.float32),
        mask=masks[0] if masks else None,
    )
