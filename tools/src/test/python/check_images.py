"""Checks that TensorFlow shows converted images as Pillow shows their files. Arguments: the folder
of the data set and the folder of the images."""

import glob
import os
import sys

import numpy as np
import tensorflow as tf
from PIL import Image, ImageOps

import checks

RECORDS, IMAGES = sys.argv[1:]

FEATURES = {
    "image/encoded": tf.io.FixedLenFeature([], tf.string),
    "image/format": tf.io.FixedLenFeature([], tf.string),
    "image/filename": tf.io.FixedLenFeature([], tf.string),
    "image/height": tf.io.FixedLenFeature([], tf.int64),
    "image/width": tf.io.FixedLenFeature([], tf.int64),
}


def examples():
  found = {}
  for record in tf.data.TFRecordDataset(glob.glob(RECORDS + "/*.tfrecord*")).as_numpy_iterator():
    example = tf.io.parse_single_example(record, FEATURES)
    found[example["image/filename"].numpy().decode("utf-8")] = example
  return found


EXAMPLES = examples()


def shown(image):
  """What a viewer shows."""
  image = ImageOps.exif_transpose(image)
  if image.mode.startswith("I;16"):
    # Pillow would clip to 255; everything else shows the high byte.
    return np.repeat(np.asarray(image)[..., None] >> 8, 3, axis=2).astype(int)
  return np.asarray(image.convert("RGB")).astype(int)


def difference(pixels, expected):
  assert pixels.shape == expected.shape, (pixels.shape, expected.shape)
  return np.abs(pixels - expected)


def assert_shows(name):
  example = EXAMPLES[name]
  encoded = example["image/encoded"]
  with Image.open(os.path.join(IMAGES, name)) as image:
    source, expected = image.format, shown(image)
    lossy_webp = source == "WEBP" and "lossy" in name
  assert expected.shape[:2] == (example["image/height"], example["image/width"]), expected.shape

  # As training decodes: Pillow's transform, so that JPEG files are equal too, but for rounding.
  trained = tf.io.decode_jpeg(encoded, channels=3, dct_method="INTEGER_ACCURATE")
  off = difference(trained.numpy().astype(int), expected)
  if lossy_webp:
    # The plug-in repeats chroma samples where libwebp interpolates.
    assert off.mean() < 3 and off.max() <= 40, (off.mean(), off.max())
  else:
    assert off.max() <= (1 if source in ("JPEG", "MPO") else 0), (off.mean(), off.max())

  # As tf.io.decode_image does, whose transform for JPEG is a fast one.
  decoded = tf.io.decode_image(encoded, channels=3).numpy().astype(int)
  if example["image/format"] == b"png":
    np.testing.assert_array_equal(decoded, trained.numpy())
  elif "damaged" not in name:  # Noise has edges that the two transforms see differently.
    off = difference(decoded, expected)
    assert off.mean() < 2 and off.max() <= 32, (off.mean(), off.max())


def check_every_file_is_there():
  files = glob.glob("**", root_dir=IMAGES, recursive=True)
  images = {name for name in files if os.path.isfile(os.path.join(IMAGES, name))}
  with open(os.path.join(RECORDS, "refused.tsv"), encoding="utf-8") as file:
    refused = {line.split("\t")[0] for line in file.read().splitlines()[1:]}
  assert images - refused - {"odd/EXPECTED.tsv", "odd/README.md"} == set(EXAMPLES)


for filename in sorted(EXAMPLES):
  globals()["check_" + filename] = lambda filename=filename: assert_shows(filename)

checks.run(__name__)
