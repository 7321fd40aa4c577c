"""Writes TFRecords with Python's TensorFlow for Java to read. Argument: a folder."""

import os
import sys

import tensorflow as tf

FOLDER = sys.argv[1]


def bytes_feature(value):
  return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def int64_feature(value):
  return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


def example(number):
  height, width = 4 + number, 6
  image = tf.fill([height, width, 3], tf.constant(40 * number, tf.uint8))
  return tf.train.Example(features=tf.train.Features(feature={
      "image/encoded": bytes_feature(tf.io.encode_png(image).numpy()),
      "image/format": bytes_feature(b"PNG"),
      "image/filename": bytes_feature(f"gefüllt/{number}.png".encode("utf-8")),
      "image/height": int64_feature(height),
      "image/width": int64_feature(width),
      "image/class/label": int64_feature(number),
      "image/class/text": bytes_feature(f"class {number}".encode("utf-8")),
  }))


for compression in ["NONE", "GZIP", "ZLIB"]:
  options = tf.io.TFRecordOptions(compression_type="" if compression == "NONE" else compression)
  with tf.io.TFRecordWriter(os.path.join(FOLDER, compression + ".tfrecord"), options) as writer:
    for i in range(5):
      writer.write(example(i).SerializeToString())
