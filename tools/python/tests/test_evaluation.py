"""Average precision and intersection over union of small cases, worked out by hand."""

import dataclasses
import json

import numpy as np
import pytest

from conftest import ANNOTATED
from tfpipeline_backbone.detection import Detections
from tfpipeline_backbone.evaluation import Confusion, average_precision, ground_truth, results
from tfpipeline_backbone.records import Annotated

CLASSES = ["Platelets", "RBC", "WBC"]


def perfect(example: Annotated) -> Detections:
    top, left, bottom, right = (example.boxes * np.asarray([example.height, example.width] * 2)).T
    boxes = np.stack([left, top, right, bottom], axis=-1).astype(np.float32)
    return Detections(boxes, example.labels, np.linspace(1, 0.5, len(boxes), dtype=np.float32))


def nothing() -> Detections:
    return Detections(np.zeros([0, 4], np.float32), np.zeros([0], np.int64), np.zeros([0], np.float32))


def test_the_truth_is_that_of_the_collection(cells: list[Annotated]) -> None:
    with open(ANNOTATED / "bccd/instances.json", encoding="utf-8") as file:
        collection = json.load(file)
    names = {category["id"]: category["name"] for category in collection["categories"]}
    files = {image["id"]: image["file_name"].rsplit("/", 1)[-1].removesuffix(".jpg") for image in collection["images"]}
    expected = sorted(
        (files[a["image_id"]], names[a["category_id"]], *a["bbox"], a["area"]) for a in collection["annotations"]
    )
    truth = ground_truth(cells, CLASSES)
    images = {image["id"]: image["file_name"] for image in truth["images"]}
    actual = sorted(
        (images[a["image_id"]], CLASSES[a["category_id"] - 1], *(round(x, 2) for x in a["bbox"]), round(a["area"]))
        for a in truth["annotations"]
    )
    assert [row[:2] for row in actual] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2:] for row in actual], [row[2:] for row in expected], atol=0.5)


def test_all_found_is_one_and_nothing_found_is_zero(cells: list[Annotated]) -> None:
    found = average_precision(cells, [perfect(e) for e in cells], CLASSES)
    assert found.summary["AP"] == pytest.approx(1)
    assert found.by_class == pytest.approx(dict.fromkeys(CLASSES, 1))
    missed = average_precision(cells, [nothing()] * len(cells), CLASSES)
    assert missed.summary["AP"] == 0
    assert missed.table().splitlines()[-1].startswith("| 0.0 | 0.0 | 0.0 |")


def test_half_found_of_one_class_is_half(raccoons: list[Annotated]) -> None:
    pair = [e for e in raccoons if len(e.boxes) == 1][:2]
    found = average_precision(pair, [perfect(pair[0]), nothing()], ["raccoon"])
    # Precision is 1 up to a recall of a half: 51 of 101 points.
    assert found.summary["AP50"] == pytest.approx(51 / 101)
    wrong = dataclasses.replace(perfect(pair[0]), scores=np.ones([1], np.float32), boxes=np.zeros([1, 4], np.float32))
    both = average_precision(pair, [wrong, perfect(pair[1])], ["raccoon"])
    # The first of two is wrong and as sure as the other: a precision of a half at most, up to that recall.
    assert both.summary["AP50"] == pytest.approx(51 / 101 / 2)


def test_difficult_ones_and_crowds_count_neither_way(raccoons: list[Annotated]) -> None:
    example = next(e for e in raccoons if len(e.boxes) == 2)
    found = perfect(example)
    first = Detections(found.boxes[:1], found.labels[:1], found.scores[:1])
    second = np.asarray([False, True])
    for ignored in (dataclasses.replace(example, difficult=second), dataclasses.replace(example, crowds=second)):
        for detections in (found, first):
            assert average_precision([ignored], [detections], ["raccoon"]).summary["AP"] == pytest.approx(1)
    assert average_precision([example], [first], ["raccoon"]).summary["AP"] == pytest.approx(51 / 101)


def test_results_have_the_form_of_coco(raccoons: list[Annotated]) -> None:
    found = Detections(np.asarray([[1, 2, 4, 8]], np.float32), np.asarray([2]), np.asarray([0.5], np.float32))
    assert results([nothing(), found]) == [{"image_id": 2, "category_id": 3, "bbox": [1, 2, 3, 6], "score": 0.5}]


def test_intersection_over_union_by_hand() -> None:
    confusion = Confusion(4)
    confusion.add(np.asarray([[0, 0, 1], [1, 1, 255]]), np.asarray([[0, 1, 1], [1, 2, 0]]))
    # Class 0: 1 of 2; class 1: 2 of 4; class 2: none of 1; class 3 is nowhere.
    np.testing.assert_array_equal(confusion.intersection_over_union(), [0.5, 0.5, 0, np.nan])
    assert confusion.mean_intersection_over_union() == pytest.approx(1 / 3)
    assert Confusion(4).mean_intersection_over_union() is None
