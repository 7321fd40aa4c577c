"""The detector: it trains, backbone included, and its boxes lie where they should."""

import json
import pathlib
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfpipeline_backbone import detection
from tfpipeline_backbone.backbone import Backbone, load_backbone
from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.records import Annotated, detection_batches
from tfpipeline_backbone.training import PrintedLoss

CONFIG = detection.DetectorConfig(("raccoon",), image_size=128, channels=16)


@pytest.mark.parametrize("method,neck", [("selfpatch", "taps"), ("dino", "simple")])
def test_ten_steps_lower_the_loss_and_change_the_outputs(
    samples: pathlib.Path, raccoons: list[Annotated], method: str, neck: str
) -> None:
    backbone = load_backbone(samples / method)
    keras.utils.set_random_seed(0)
    config = detection.DetectorConfig(("raccoon",), image_size=128, neck=neck, channels=16)
    detector = detection.build_detector(backbone, config)
    detection.compile_detector(detector, steps=10, learning_rate=5e-4)
    # Ten steps take less time than the making of a graph.
    detector.run_eagerly = True
    images, truth = next(iter(detection_batches(raccoons, 128, 4, seed=0)))
    outputs = detector(images)
    weights = {v.path: v.numpy().copy() for v in detector.trainable_variables}
    printed = PrintedLoss(10, every=5, show=lambda line: None)
    same = tf.data.Dataset.from_tensors((images, truth)).repeat(10)
    detector.fit(same, steps_per_epoch=10, verbose=0, callbacks=[printed])
    assert len(printed.losses) == 10
    assert np.mean(printed.losses[-3:]) < 0.9 * printed.losses[0], printed.losses
    for key, value in detector(images).items():
        assert np.abs(np.asarray(value) - np.asarray(outputs[key])).max() > 1e-3, key
    blocks = {id(v) for v in backbone.intermediate.trainable_variables}
    assert blocks <= {id(v) for v in detector.trainable_variables}
    for variable in detector.trainable_variables:
        assert np.abs(variable.numpy() - weights[variable.path]).max() > 0, variable.path


def test_gradients_of_the_detectors_loss_reach_every_weight(backbone: Backbone, raccoons: list[Annotated]) -> None:
    detector = detection.build_detector(backbone, CONFIG)
    detection.compile_detector(detector, steps=10, learning_rate=1e-3)
    images, truth = next(iter(detection_batches(raccoons, 128, 4, seed=0)))
    with tf.GradientTape() as tape:
        loss = detector.compute_loss(images, truth, detector(images, training=True), None)
    variables = detector.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, [v.value for v in variables]), strict=True):
        assert gradient is not None, variable.path
        # Keys share their bias in all scores, so what reaches it is rounding; it is part of qkv here.
        assert np.abs(gradient).max() > 0, variable.path


def test_it_starts_with_few_anchors_taken_for_objects(selfpatch: Backbone, raccoons: list[Annotated]) -> None:
    detector = detection.build_detector(selfpatch, CONFIG)
    images, _ = next(iter(detection_batches(raccoons, 128, 2, seed=0)))
    outputs = detector(images)
    # Nine anchors at each place of four levels.
    anchors = 9 * (32**2 + 16**2 + 8**2 + 4**2)
    assert outputs["cls_logits"].shape == (2, anchors, 1)
    assert outputs["bbox_regression"].shape == (2, anchors, 4)
    np.testing.assert_allclose(tf.sigmoid(outputs["cls_logits"]), 0.01, atol=0.005)
    assert np.abs(outputs["bbox_regression"]).mean() < 0.1


def test_anchors_lie_in_the_middle_of_their_places(selfpatch: Backbone) -> None:
    anchors = detection.build_detector(selfpatch, CONFIG).anchor_generator(tf.zeros([1, 128, 128, 3]))
    for level, stride in {"P2": 4, "P3": 8, "P4": 16, "P5": 32}.items():
        left, top, right, bottom = np.asarray(anchors[level]).reshape(128 // stride, 128 // stride, 9, 4).T
        middles = (np.arange(128 // stride) + 0.5) * stride
        np.testing.assert_allclose(
            (left + right) / 2, np.broadcast_to(middles[:, None], left.shape[1:])[None] + 0 * left
        )
        np.testing.assert_allclose((top + bottom) / 2, np.broadcast_to(middles[None], top.shape[1:])[None] + 0 * top)


def test_boxes_come_back_to_where_they_were(selfpatch: Backbone, cells: list[Annotated]) -> None:
    """From what the heads would have to say of the true boxes, through KerasHub's decoding and back into the image."""
    config = detection.DetectorConfig(("Platelets", "RBC", "WBC"), image_size=128, channels=16)
    detector = detection.build_detector(selfpatch, config)
    images, truth = next(iter(detection_batches(cells[:1], 128, 1, seed=1)))
    offsets, labels = detector.label_encoder(images, truth["boxes"], truth["labels"])
    logits = 20 * tf.one_hot(tf.cast(labels, tf.int32), 3) - 10
    decoded = detector.decode_predictions({"bbox_regression": offsets, "cls_logits": logits}, images)
    count = int(decoded["num_detections"][0])
    assert count > 3
    found = np.asarray(decoded["boxes"][0, :count])
    for box, label in zip(found, np.asarray(decoded["labels"][0, :count]), strict=True):
        distances = np.abs(np.asarray(truth["boxes"][0]) - box).max(axis=-1)
        assert distances.min() < 0.5
        assert truth["labels"][0, distances.argmin()] == label
    back = detection._to_image(found, cells[0], 128)
    np.testing.assert_allclose(back, np.clip(found * 5, 0, [640, 480, 640, 480]), rtol=1e-5)


def test_a_saved_detector_finds_the_same(
    samples: pathlib.Path, raccoons: list[Annotated], tmp_path: pathlib.Path
) -> None:
    detector = detection.build_detector(load_backbone(samples / "selfpatch"), CONFIG)
    for variable in detector.trainable_variables:
        variable.assign(variable + 0.05 * tf.random.stateless_normal(variable.shape, [1, 2]))
    detection.compile_detector(detector, steps=1, learning_rate=1e-3)
    detector.optimizer.build(detector.trainable_variables)
    detection.save_detector(detector, CONFIG, tmp_path)
    assert detector.optimizer is not None
    # What AdamW remembers is not in it.
    weights = sum(v.shape.num_elements() for v in detector.trainable_variables)
    assert (tmp_path / "detector.weights.h5").stat().st_size < 1.5 * 4 * weights
    again, config = detection.load_detector(tmp_path, samples / "selfpatch")
    assert config == CONFIG
    for expected, actual in zip(
        detection.detect(detector, raccoons, 4), detection.detect(again, raccoons, 4), strict=True
    ):
        assert len(actual.boxes) > 0
        np.testing.assert_array_equal(actual.boxes, expected.boxes)
        np.testing.assert_array_equal(actual.scores, expected.scores)
    with pytest.raises(InputError, match="no detector was saved there"):
        detection.load_detector(tmp_path / "nowhere", samples / "selfpatch")


def test_a_detector_goes_on_the_backbone_that_it_was_trained_with(
    selfpatch: Backbone, samples: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    detection.save_detector(detection.build_detector(selfpatch, CONFIG), CONFIG, tmp_path)
    file = tmp_path / "detector.json"
    saved = json.loads(file.read_text())
    for field, other in {"taps": [0, 1, 2, 3], "patch_size": 8, "heads": 4}.items():
        file.write_text(json.dumps({**saved, "backbone": {**saved["backbone"], field: other}}))
        with pytest.raises(InputError, match="give an export of the same network and taps"):
            detection.load_detector(tmp_path, samples / "selfpatch")
    for damaged in ["", "[]", "{}", json.dumps({**saved, "classes": 1}), json.dumps({**saved, "color": "red"})]:
        file.write_text(damaged)
        with pytest.raises(InputError, match="is not what save_detector wrote"):
            detection.load_detector(tmp_path, samples / "selfpatch")
    file.write_text(json.dumps(saved))
    (tmp_path / "detector.weights.h5").write_bytes(b"no weights")
    with pytest.raises(InputError, match="is missing, damaged, or of another detector"):
        detection.load_detector(tmp_path, samples / "selfpatch")


@pytest.mark.parametrize(
    "change,sentence",
    [
        ({"classes": ()}, "There are no classes to detect"),
        ({"image_size": 144}, "must be a multiple of 32, not 144"),
        ({"neck": "giraffe"}, "must be taps or simple, not giraffe"),
    ],
)
def test_what_makes_no_detector_is_refused(selfpatch: Backbone, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        detection.build_detector(selfpatch, detection.DetectorConfig(**{"classes": ("a",), **change}))
