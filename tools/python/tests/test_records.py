"""What is read from TFRecords, against the files that they were made of."""

import dataclasses
import gzip
import io
import pathlib
import random
import xml.etree.ElementTree as ElementTree
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf
from PIL import Image

from conftest import ANNOTATED
from tfpipeline_backbone import records
from tfpipeline_backbone.errors import InputError


def test_boxes_are_those_of_the_collection(cells: list[records.Annotated], samples: pathlib.Path) -> None:
    classes = records.box_classes(samples / "bccd", cells)
    assert classes == ["Platelets", "RBC", "WBC"]
    assert len(cells) == 7
    for example in cells:
        tree = ElementTree.parse(ANNOTATED / "bccd/Annotations" / f"{example.name}.xml")
        expected = []
        for item in tree.iter("object"):
            corners = [int(item.findtext(f"bndbox/{key}", "")) for key in ("ymin", "xmin", "ymax", "xmax")]
            # VOC counts pixels from 1 and includes the last one.
            box = [corners[0] - 1, corners[1] - 1, corners[2], corners[3]]
            if corners[2] > corners[0] and corners[3] > corners[1]:
                expected.append((box, item.findtext("name"), (box[2] - box[0]) * (box[3] - box[1])))
        pixels = example.boxes * np.asarray([example.height, example.width] * 2)
        np.testing.assert_allclose(pixels, [box for box, _, _ in expected], atol=1e-3)
        assert [classes[label] for label in example.labels] == [name for _, name, _ in expected]
        np.testing.assert_allclose(example.areas, [area for _, _, area in expected], rtol=1e-3)


def test_masks_are_those_of_the_collection(samples: pathlib.Path) -> None:
    examples = records.read_records(samples / "objects")
    assert len(examples) == 8
    for example in examples:
        name = pathlib.Path(example.name).stem
        expected = np.asarray(Image.open(ANNOTATED / "objects/masks" / f"{name}.png"))
        np.testing.assert_array_equal(records.decode_mask(example.mask)[..., 0], expected)


def test_the_split_depends_on_names_alone() -> None:
    examples = [_example(f"image {number}", np.full([8, 8, 3], number, np.uint8)) for number in range(50)]
    train, held_out = records.split(examples)
    assert (len(train), len(held_out)) == (40, 10)
    assert {e.name for e in train}.isdisjoint(e.name for e in held_out)
    for seed in range(5):
        shuffled = random.Random(seed).sample(examples, len(examples))
        assert records.split(shuffled) == (train, held_out)
    # Neither the first ones nor the last.
    assert {e.name for e in held_out} not in ({f"image {n}" for n in range(10)}, {f"image {n}" for n in range(40, 50)})


def test_copies_of_an_image_stay_together() -> None:
    for copies in range(20):
        same = np.full([8, 8, 3], 7, np.uint8)
        examples = [_example(f"image {n}", np.full([8, 8, 3], n + 100, np.uint8)) for n in range(30)]
        examples += [_example(f"copy {copies} {n}", same) for n in range(3)]
        train, held_out = records.split(examples)
        assert {e.encoded for e in train}.isdisjoint(e.encoded for e in held_out)
        assert 4 <= len(held_out) <= 7


@pytest.mark.parametrize("height,width", [(60, 100), (100, 60), (40, 40), (97, 31)])
def test_boxes_go_with_the_pixels(height: int, width: int) -> None:
    """A white rectangle on black stays where its box says, scaled and flipped."""
    image = np.zeros([height, width, 3], np.uint8)
    top, left, bottom, right = height // 4, width // 3, height // 2, width // 3 + 10
    image[top:bottom, left:right] = 255
    box = np.asarray([[top / height, left / width, bottom / height, right / width]], np.float32)
    batches = iter(records.detection_batches([_example("a", image, box)], 128, 1, seed=3))
    lefts = set()
    for _ in range(8):
        pixels, truth = next(batches)
        assert pixels.shape == (1, 128, 128, 3)
        inside = np.asarray(pixels[0, ..., 0]) > 0.5 + 1e-3
        rows, columns = np.nonzero(inside)
        found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        np.testing.assert_allclose(truth["boxes"][0, 0], found, atol=1.01)
        lefts.add(int(found[0]))
    # Both ways round came.
    assert len(lefts) == 2


def test_images_with_fewer_boxes_are_filled_up_and_crowds_left_out() -> None:
    many = _example("many", boxes=np.asarray([[0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1], [0, 0.5, 0.5, 1]], np.float32))
    none = _example("none")
    crowd = _example("crowd", boxes=np.asarray([[0, 0, 1, 1]], np.float32), crowd=True)
    _, truth = next(iter(records.detection_batches([many, none, crowd], 64, 3, seed=0)))
    assert truth["boxes"].shape == (3, 3, 4)
    filled = np.asarray(truth["labels"]) < 0
    assert sorted(filled.sum(axis=1)) == [0, 3, 3]
    assert (np.asarray(truth["boxes"])[filled] == -1).all()
    with pytest.raises(InputError, match="None of the 2 images to train on has a box"):
        records.detection_batches([none, crowd], 64, 1, seed=0)


def test_batches_follow_from_the_seed(raccoons: list[records.Annotated]) -> None:
    def first(seed: int) -> Any:
        batches = iter(records.detection_batches(raccoons, 64, 2, seed))
        return np.stack([next(batches)[0] for _ in range(6)])

    np.testing.assert_array_equal(first(0), first(0))
    assert np.abs(first(0) - first(1)).max() > 0


def test_masks_go_with_the_pixels() -> None:
    image = np.zeros([60, 100, 3], np.uint8)
    image[10:30, 20:60] = 255
    mask = (image[..., 0] // 255).astype(np.uint8)
    batches = iter(records.segmentation_batches([_example("a", image, mask=mask)], 128, 1, seed=3))
    for _ in range(4):
        pixels, numbers = next(batches)
        numbers = np.asarray(numbers[0])
        # 60 of 100 rows are there, the rest is gray and no class.
        assert (numbers[77:] == 255).all() and (numbers[:77] < 2).all()
        assert ((np.asarray(pixels[0, :77, :, 0]) > 0.5) == (numbers[:77] == 1)).mean() > 0.99


def test_classes_without_names_go_by_number(tmp_path: pathlib.Path) -> None:
    boxes = np.asarray([[0, 0, 0.5, 0.5]], np.float32)
    mask = np.asarray([[0, 2, 255]], np.uint8)
    examples = [_example("a", boxes=boxes, label=1), _example("b", mask=mask)]
    assert records.box_classes(tmp_path, examples) == ["0", "1"]
    assert records.mask_classes(tmp_path, examples) == ["0", "1", "2"]
    (tmp_path / "image-segmentation-class-encoded.labels.txt").write_text("ground\ncow\n")
    with pytest.raises(InputError, match="names 2 classes, from 0 on, and the records have a class 2"):
        records.mask_classes(tmp_path, examples)


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_compressed_records_are_read(samples: pathlib.Path, tmp_path: pathlib.Path, compress: Any) -> None:
    plain = records.read_records(samples / "raccoon")
    for file in (samples / "raccoon").glob("*.tfrecord*"):
        (tmp_path / file.name).write_bytes(compress(file.read_bytes()))
    packed = records.read_records(tmp_path)
    assert [(e.name, e.encoded) for e in packed] == [(e.name, e.encoded) for e in plain]


@pytest.mark.parametrize(
    "change,sentence",
    [
        ({"image/encoded": []}, "has no image/encoded"),
        ({"image/height": []}, "has no image/height"),
        ({"image/object/bbox/xmax": []}, "has 1 times image/object/bbox/ymin and 0 times image/object/bbox/xmax"),
        ({"image/object/class/label": []}, "has 1 times image/object/bbox/ymin and 0 times image/object/class/label"),
        ({"image/object/class/label": [-1]}, "has a negative image/object/class/label"),
        ({"image/object/bbox/xmin": [float("nan")]}, "has a box whose place is no number"),
        ({"image/object/bbox/xmax": [64.0]}, "has a box outside of its image, whose sides are from 0 to 1"),
        ({"image/object/bbox/ymax": [0.25]}, "has a box whose right or lower side comes first"),
        ({"image/object/is_crowd": [0, 1]}, "has 1 times image/object/bbox/ymin and 2 times image/object/is_crowd"),
    ],
)
def test_a_record_that_cannot_be_used_is_named(tmp_path: pathlib.Path, change: dict[str, Any], sentence: str) -> None:
    good: dict[str, Any] = {
        "image/encoded": [_png(np.zeros([8, 8, 3], np.uint8))],
        "image/source_id": [b"caf\xe9"],
        "image/height": [8],
        "image/width": [8],
        **{f"image/object/bbox/{side}": [0.5] for side in ("ymin", "xmin", "ymax", "xmax")},
        "image/object/class/label": [0],
    }
    file = tmp_path / "x.tfrecord"
    _write(file, _record(good))
    assert records.read_records(tmp_path)[0].name == "caf\\xe9"
    _write(file, _record(good), _record({**good, **change}))
    with pytest.raises(InputError, match=f"{file} has a record, number 1 from 0, that {sentence}"):
        records.read_records(tmp_path)


def test_damaged_images_are_named() -> None:
    good, bad = _example("good"), dataclasses.replace(_example("bad"), encoded=b"\xff\xd8\xff no picture")
    sentence = "The image bad in the records is damaged"
    with pytest.raises(InputError, match=sentence):
        list(records.evaluation_batches([good, bad], 64, 1))
    records.check_images([good])
    with pytest.raises(InputError, match=sentence):
        records.check_images([good, bad])
    with pytest.raises(InputError, match="The mask bad in the records is damaged"):
        records.check_images([dataclasses.replace(good, name="bad", mask=b"no picture")])


def test_sizes_that_do_not_fit_are_named() -> None:
    good = _example("good", mask=np.zeros([8, 8], np.uint8))
    records.check_images([good])
    sentence = "The image good is 8 pixels wide and 8 high, and its record says 8 and 10;"
    with pytest.raises(InputError, match=sentence):
        records.check_images([dataclasses.replace(good, height=10)])
    with pytest.raises(InputError, match="The mask good is 8 pixels wide and 4 high, and its record says 8 and 8;"):
        records.check_images([_example("good", mask=np.zeros([4, 8], np.uint8))])
    with pytest.raises(InputError, match="The mask good has 16 bits"):
        records.check_images([dataclasses.replace(good, mask=_png(np.full([8, 8], 300, np.uint16)))])


def test_folders_without_records_are_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        records.read_records(tmp_path / "nowhere")
    with pytest.raises(InputError, match="has no TFRecords"):
        records.read_records(tmp_path)
    file = tmp_path / "x.tfrecord"
    _write(file, b"no Example")
    with pytest.raises(InputError, match="number 0 from 0, that is damaged, or none of an image"):
        records.read_records(tmp_path)
    file.write_bytes(b"no record at all, though long enough for a header")
    with pytest.raises(InputError, match="number 0 from 0, that is damaged, or none of an image"):
        records.read_records(tmp_path)


def _example(
    name: str,
    image: npt.NDArray[np.uint8] | None = None,
    boxes: npt.NDArray[np.float32] | None = None,
    mask: npt.NDArray[np.uint8] | None = None,
    crowd: bool = False,
    label: int = 0,
) -> records.Annotated:
    image = np.zeros([8, 8, 3], np.uint8) if image is None else image
    boxes = np.zeros([0, 4], np.float32) if boxes is None else boxes
    return records.Annotated(
        encoded=_png(image),
        name=name,
        height=image.shape[0],
        width=image.shape[1],
        boxes=boxes,
        labels=np.full([len(boxes)], label, np.int64),
        crowds=np.full([len(boxes)], crowd),
        difficult=np.zeros([len(boxes)], np.bool_),
        areas=np.ones([len(boxes)], np.float32),
        mask=None if mask is None else _png(mask),
    )


def _record(features: dict[str, Any]) -> bytes:
    example = tf.train.Example()
    for name, values in features.items():
        kinds = {bytes: "bytes_list", float: "float_list", int: "int64_list"}
        for value in values:
            getattr(example.features.feature[name], kinds[type(value)]).value.append(value)
    return bytes(example.SerializeToString())


def _write(file: pathlib.Path, *written: bytes) -> None:
    with tf.io.TFRecordWriter(str(file)) as writer:
        for record in written:
            writer.write(record)


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png")
    return file.getvalue()
