"""Checks that tf.data reads our TFRecords. Arguments: the folder with them and a JSON file with
what was written."""

import json
import os
import sys

import tensorflow as tf

import checks

FOLDER, EXPECTED = sys.argv[1:]

with open(EXPECTED, encoding="utf-8") as file:
  IMAGES = json.load(file)

FEATURES = {
    "image/encoded": tf.io.FixedLenFeature([], tf.string),
    "image/format": tf.io.FixedLenFeature([], tf.string),
    "image/filename": tf.io.FixedLenFeature([], tf.string),
    "image/height": tf.io.FixedLenFeature([], tf.int64),
    "image/width": tf.io.FixedLenFeature([], tf.int64),
    "image/class/label": tf.io.FixedLenFeature([], tf.int64, default_value=-1),
    "image/class/text": tf.io.FixedLenFeature([], tf.string, default_value=""),
}


def read(files, compression=""):
  return list(tf.data.TFRecordDataset(files, compression_type=compression).as_numpy_iterator())


def check_shards_hold_the_images_in_order():
  files = [f"{FOLDER}/toys-train.tfrecord-{i:05d}-of-00003" for i in range(3)]
  records = read(files)
  assert len(records) == len(IMAGES), len(records)
  for record, expected in zip(records, IMAGES):
    example = tf.io.parse_single_example(record, FEATURES)
    for key in ["format", "filename"]:
      assert example["image/" + key].numpy().decode("utf-8") == expected[key], expected
    image = tf.io.decode_image(example["image/encoded"])
    assert image.shape == (expected["height"], expected["width"], 3), image.shape
    assert example["image/height"] == expected["height"]
    assert example["image/width"] == expected["width"]
    assert image[-1, -1].numpy().tolist() == expected["lastPixel"], image[-1, -1]
    assert example["image/class/label"] == expected["label"], expected
    assert example["image/class/text"].numpy().decode("utf-8") == expected["text"], expected


def check_compressed_files_hold_the_same_records():
  plain = read([os.path.join(FOLDER, "NONE.tfrecord")])
  assert [len(record) for record in plain] == [0, 1, 70_000]
  assert plain[2] == bytes(i % 251 for i in range(70_000))
  for compression in ["GZIP", "ZLIB"]:
    assert read([os.path.join(FOLDER, compression + ".tfrecord")], compression) == plain


checks.run(__name__)
