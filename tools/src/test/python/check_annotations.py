"""Checks that converted collections hold what their sources hold, as TensorFlow Datasets and plain
tf.data read them. Arguments: FORMAT:SOURCE:RECORDS for each collection."""

import glob
import json
import os
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
from PIL import Image
from pycocotools.coco import COCO
import tensorflow as tf
import tensorflow_datasets as tfds

import checks


def by_filename(records):
  """The records as TensorFlow Datasets gives them: images and masks decoded."""
  builder = tfds.builder_from_directory(records)
  examples = {}
  for split in builder.info.splits:
    count = 0
    for example in tfds.as_numpy(builder.as_dataset(split=split)):
      examples[example["image"]["filename"].decode()] = dict(example["image"], split=split)
      count += 1
    assert count == builder.info.splits[split].num_examples, (split, count)
  return examples, builder.info.features["image"]


def plain(records):
  """The records as tf.data gives them: lists of values by feature."""
  files = sorted(glob.glob(f"{records}/*.tfrecord-*"))
  examples = {}
  for record in tf.data.TFRecordDataset(files).as_numpy_iterator():
    features = tf.train.Example.FromString(record).features.feature
    values = {name: list(getattr(f, f.WhichOneof("kind")).value) for name, f in features.items()}
    examples[values["image/filename"][0].decode()] = values
  return examples


def assert_same_image(file, decoded, record):
  with open(file, "rb") as content:
    encoded = content.read()
  expected = tf.io.decode_image(encoded, channels=3).numpy()
  np.testing.assert_array_equal(decoded["encoded"], expected, file)
  assert (decoded["height"], decoded["width"]) == expected.shape[:2], file
  assert record["image/encoded"] == [encoded], file


def corners(record, width, height):
  """Corners in pixels, x from the left and y from the top, a row an object."""
  columns = [record[f"image/object/bbox/{name}"] for name in ["xmin", "ymin", "xmax", "ymax"]]
  return np.array(columns, np.float64).reshape(4, -1).T * [width, height, width, height]


def assert_tfds_agrees(decoded, record, names):
  """Boxes and classes of both readers are the same, and the names those of the labels file."""
  for name in ["xmin", "ymin", "xmax", "ymax"]:
    expected = np.array(record[f"image/object/bbox/{name}"], np.float32)
    np.testing.assert_array_equal(decoded["object"]["bbox"][name], expected)
  labels = record["image/object/class/label"]
  assert decoded["object"]["class"]["label"].tolist() == labels
  texts = [text.decode() for text in record["image/object/class/text"]]
  assert [names[label] for label in labels] == texts
  assert list(decoded["object"]["class"]["text"]) == record["image/object/class/text"]
  for name in ["difficult", "is_crowd", "area"]:
    expected = record[f"image/object/{name}"]
    np.testing.assert_array_equal(decoded["object"][name], np.array(expected, decoded["object"][name].dtype))
  return texts


def voc(source, records):
  decoded, features = by_filename(records)
  raw = plain(records)
  files = sorted(glob.glob(f"{source}/Annotations/*.xml"))
  assert len(decoded) == len(raw) == len(files) > 0
  boxes = empty = 0
  for file in files:
    root = ElementTree.parse(file).getroot()
    name = root.findtext("filename")
    expected, texts, difficult = [], [], []
    for item in root.iter("object"):
      left, top, right, bottom = (int(item.findtext(f"bndbox/{c}")) for c in ["xmin", "ymin", "xmax", "ymax"])
      if right <= left or bottom <= top:
        empty += 1
        continue
      expected.append([left - 1, top - 1, right, bottom])
      texts.append(item.findtext("name"))
      difficult.append(int(item.findtext("difficult")))
    width, height = int(root.findtext("size/width")), int(root.findtext("size/height"))
    found = corners(raw[name], width, height)
    expected = np.array(expected).reshape(-1, 4)
    np.testing.assert_array_equal(np.round(found), expected, name)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-3)
    sizes = expected[:, 2:] - expected[:, :2]
    np.testing.assert_array_equal(raw[name]["image/object/area"], sizes.prod(axis=1))
    assert raw[name]["image/object/difficult"] == difficult
    assert assert_tfds_agrees(decoded[name], raw[name], features["object"]["class"]["label"].names) == texts
    assert_same_image(f"{source}/JPEGImages/{name}", decoded[name], raw[name])
    boxes += len(expected)
  print(f"{source}: {len(files)} images, {boxes} boxes, {empty} without area", file=sys.stderr)
  with open(f"{records}/dataset_info.json", encoding="utf-8") as info:
    splits = [split["name"] for split in json.load(info)["splits"]]
  for split in splits:
    with open(f"{source}/ImageSets/Main/{split}.txt", encoding="utf-8") as lines:
      wanted = set(lines.read().split())
    assert {name[:-4] for name, image in decoded.items() if image["split"] == split} == wanted, split


def coco(source, records):
  truth = COCO(f"{source}/instances.json")
  decoded, features = by_filename(records)
  raw = plain(records)
  assert len(decoded) == len(raw) == len(truth.imgs) > 0
  outlines = any(annotation.get("segmentation") for annotation in truth.anns.values())
  boxes = 0
  for image in truth.imgs.values():
    name = image["file_name"]
    annotations = truth.imgToAnns[image["id"]]
    expected = np.array([a["bbox"] for a in annotations]).reshape(-1, 4)
    expected[:, 2:] += expected[:, :2]
    found = corners(raw[name], image["width"], image["height"])
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-3)
    texts = assert_tfds_agrees(decoded[name], raw[name], features["object"]["class"]["label"].names)
    assert texts == [truth.cats[a["category_id"]]["name"] for a in annotations]
    assert raw[name]["image/object/is_crowd"] == [a["iscrowd"] for a in annotations]
    np.testing.assert_array_equal(
        np.array(raw[name]["image/object/area"], np.float32), np.array([a["area"] for a in annotations], np.float32))
    folder = "images" if os.path.exists(f"{source}/images") else "JPEGImages"
    assert_same_image(f"{source}/{folder}/{name}", decoded[name], raw[name])
    if outlines:
      pngs = raw[name].get("image/object/mask", [])
      assert len(pngs) == len(annotations) == len(decoded[name]["object"]["mask"])
      for annotation, png, mask in zip(annotations, pngs, decoded[name]["object"]["mask"]):
        np.testing.assert_array_equal(mask[..., 0], truth.annToMask(annotation), str(annotation))
        np.testing.assert_array_equal(tf.io.decode_png(png, channels=1).numpy(), mask)
    else:
      assert "image/object/mask" not in raw[name]
    boxes += len(annotations)
  print(f"{source}: {len(truth.imgs)} images, {boxes} boxes", file=sys.stderr)


def assert_same_masks(source, records, images, masks):
  decoded, features = by_filename(records)
  raw = plain(records)
  files = sorted(glob.glob(f"{source}/{masks}/**/*.png", recursive=True))
  assert len(decoded) == len(raw) == len(files) > 0
  largest = 0
  by_stem = {os.path.splitext(name)[0]: name for name in raw}
  for file in files:
    name = by_stem[os.path.relpath(file, f"{source}/{masks}")[:-4]]
    numbers = np.asarray(Image.open(file))  # Of a palette PNG, the indices.
    mask = decoded[name]["segmentation"]["class"]["encoded"]
    np.testing.assert_array_equal(mask[..., 0], numbers, file)
    png = raw[name]["image/segmentation/class/encoded"][0]
    np.testing.assert_array_equal(tf.io.decode_png(png, channels=1, dtype=mask.dtype)[..., 0], numbers, file)
    assert raw[name]["image/segmentation/class/format"] == [b"png"]
    assert_same_image(f"{source}/{images}/{name}", decoded[name], raw[name])
    largest = max(largest, int(numbers.max()))
  print(f"{source}/{masks}: {len(files)} masks, {mask.dtype}, largest number {largest}", file=sys.stderr)
  return decoded, features, mask.dtype


def masks(source, records):
  _, features, dtype = assert_same_masks(source, records, "images", "masks")
  assert dtype == np.uint8
  with open(f"{source}/classes.txt", encoding="utf-8") as file:
    names = [line.split(maxsplit=1)[1].strip() for line in file]
  assert features["segmentation"]["class"]["encoded"].names == names


def instances(source, records):
  _, _, dtype = assert_same_masks(source, records, "images", "instances")
  assert dtype == np.uint16


def davis(source, records):
  decoded, _, _ = assert_same_masks(source, records, "JPEGImages/480p", "Annotations/480p")
  for file in glob.glob(f"{source}/ImageSets/2017/*.txt"):
    split = os.path.basename(file)[:-4]
    with open(file, encoding="utf-8") as lines:
      clips = set(lines.read().split())
    assert {name.split("/")[0] for name, image in decoded.items() if image["split"] == split} == clips


def same(records, others):
  """Two sets of records are equal, but for the splits that they are in."""
  assert 0 < len(plain(records))
  assert plain(records) == plain(others)


for argument in sys.argv[1:]:
  kind, *folders = argument.split(":")
  name = "_".join(["check", kind] + [os.path.basename(folder) for folder in folders])
  globals()[name] = lambda kind=kind, folders=folders: globals()[kind](*folders)

checks.run(__name__)
