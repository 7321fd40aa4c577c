"""A detector on a pretrained backbone: our backbone and neck under KerasHub's RetinaNet."""

import dataclasses
import math
import os
from collections.abc import Sequence
from typing import Any

import keras
import keras_hub
import numpy as np
import tensorflow as tf

from tfpipeline_backbone import saved
from tfpipeline_backbone.backbone import Backbone, BackboneForm
from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.necks import FeaturePyramid, SimplePyramid
from tfpipeline_backbone.records import Annotated, Floats, Integers, evaluation_batches, scaled_sides
from tfpipeline_backbone.training import adamw

# How often, before training, the head takes an anchor for an object.
_PRIOR = 0.01
_BOXES_BEFORE_SUPPRESSION = 1000
_NAME = "detector"


@dataclasses.dataclass(frozen=True)
class DetectorConfig:
    """What a detector is made of, besides its backbone."""

    classes: tuple[str, ...]
    image_size: int = 256
    """Images are fitted into a square of so many pixels a side."""
    neck: str = "taps"
    """`taps`: FeaturePyramid of four blocks; `simple`: SimplePyramid of the last one."""
    channels: int = 128
    """Of the pyramid's levels."""
    head_layers: int = 1
    """Convolutions, of 256 channels, before the last one in each of the two heads; the RetinaNet paper has 4."""


@dataclasses.dataclass(frozen=True)
class Detections:
    """What a detector found in one image, the surest first."""

    boxes: Floats
    """`[found, 4]`: left, top, right, bottom in pixels of the image as it was before it was scaled."""
    labels: Integers
    """`[found]`"""
    scores: Floats
    """`[found]`, in [0, 1]."""


def build_detector(backbone: Backbone, config: DetectorConfig) -> Any:
    """A `keras_hub.models.RetinaNetObjectDetector` that takes images `[batch, image_size, image_size, 3]`.

    Anchors, matching, losses and non-maximum suppression are KerasHub's. `fit` trains all of it, backbone included.
    """
    if not config.classes:
        raise InputError("There are no classes to detect; do the records have boxes?")
    size = config.image_size
    # The coarsest stride is 32, whatever the patches.
    multiple = max(32, backbone.patch_size)
    if size % multiple:
        raise InputError(f"The image size must be a multiple of {multiple}, not {size}.")
    images = keras.Input([size, size, 3], name="images")
    levels = build_neck(backbone, config.neck, config.channels)(backbone.intermediate(images))
    pyramid = _Pyramid(images, levels, backbone.form)
    detector = keras_hub.models.RetinaNetObjectDetector(
        pyramid,
        num_classes=len(config.classes),
        bounding_box_format="xyxy",
        anchor_generator=_CenteredAnchors(pyramid.min_level, pyramid.max_level),
        pre_logits_num_conv_layers=config.head_layers,
        prediction_decoder=_Suppression(),
    )
    _start_heads(detector)
    return detector


def build_neck(backbone: Backbone, neck: str, channels: int) -> Any:
    """The neck called `taps` or `simple`."""
    match neck:
        case "taps":
            return FeaturePyramid(backbone.patch_size, channels, normalize=True, name="neck")
        case "simple":
            return SimplePyramid(backbone.patch_size, channels, name="neck")
    raise InputError(f"The neck must be taps or simple, not {neck}.")


def compile_detector(detector: Any, steps: int, learning_rate: float) -> None:
    """Prepares for `fit`: L1 for boxes, focal loss for classes, `training.adamw`."""
    detector.compile(
        optimizer=adamw(detector, steps, learning_rate),
        # KerasHub's own is Huber with a delta of 1, which nearly vanishes for offsets that are small.
        box_loss=keras.losses.MeanAbsoluteError(reduction="sum"),
        # The paper sums over a box's four numbers and over the classes; Keras takes the mean.
        loss_weights={"bbox_regression": 4.0, "cls_logits": float(detector.num_classes)},
        jit_compile=False,
    )


def detect(detector: Any, examples: Sequence[Annotated], batch: int = 8) -> list[Detections]:
    """What the detector finds in each image."""
    size = int(detector.backbone.image_shape[0])

    @tf.function(autograph=False)
    def run(images: Any) -> Any:
        # predict_on_batch of KerasHub up to 0.32.0 takes (images,) for images and boxes, and fails.
        return detector.decode_predictions(detector(images, training=False), images)

    found = []
    for part, images in evaluation_batches(examples, size, batch):
        outputs = {key: value.numpy() for key, value in run(images).items()}
        for row, example in enumerate(part):
            count = int(outputs["num_detections"][row])
            found.append(
                Detections(
                    boxes=_to_image(outputs["boxes"][row, :count], example, size),
                    labels=outputs["labels"][row, :count].astype(np.int64),
                    scores=outputs["confidence"][row, :count].astype(np.float32),
                )
            )
    return found


def save_detector(detector: Any, config: DetectorConfig, directory: str | os.PathLike[str]) -> None:
    """Writes `detector.json` and `detector.weights.h5`, backbone included, which `load_detector` reads."""
    saved.save(_NAME, detector, config, detector.backbone.form, directory)


def load_detector(directory: str | os.PathLike[str], saved_model: str | os.PathLike[str]) -> tuple[Any, DetectorConfig]:
    """Reads what `save_detector` wrote; `compile_detector` makes it ready to train on.

    The SavedModel is that of the backbone, or of another of the same form: its weights are replaced.
    """
    return saved.load(_NAME, DetectorConfig, build_detector, directory, saved_model)


class _Pyramid(keras.Model):
    """From images to `P2` to `P5`, in the form in which RetinaNet takes a backbone."""

    def __init__(self, images: Any, levels: dict[str, Any], form: BackboneForm) -> None:
        super().__init__(inputs=images, outputs=levels, name="pyramid")
        self.form = form
        self.image_shape = tuple(images.shape[1:])
        numbers = [int(level.removeprefix("P")) for level in levels]
        self.min_level = min(numbers)
        self.max_level = max(numbers)


class _CenteredAnchors(keras_hub.layers.AnchorGenerator):
    """KerasHub's anchors, three sizes and three shapes a place, around the middle of each place.

    KerasHub has them around its upper left corner, which suits strided convolutions and not patches.
    """

    def __init__(self, min_level: int, max_level: int) -> None:
        super().__init__(
            "xyxy", min_level, max_level, num_scales=3, aspect_ratios=[0.5, 1.0, 2.0], anchor_size=4.0, name="anchors"
        )

    def call(self, inputs: Any) -> dict[str, Any]:
        """From images to the anchors of each level, `[rows * columns * 9, 4]` in pixels."""
        return {level: boxes + 2 ** int(level[1:]) / 2 for level, boxes in super().call(inputs).items()}


class _Suppression(keras_hub.layers.NonMaxSuppression):
    """KerasHub's non-maximum suppression of the surest boxes: of all, it would compare every pair."""

    def __init__(self) -> None:
        super().__init__(
            "xyxy",
            from_logits=True,
            iou_threshold=0.5,
            confidence_threshold=0.01,
            max_detections=100,
            name="suppression",
        )

    def call(self, box_prediction: Any, class_prediction: Any, images: Any = None) -> Any:
        """From `[batch, anchors, 4]` and `[batch, anchors, classes]` to boxes, labels, confidences and their number."""
        surest = keras.ops.max(class_prediction, axis=-1)
        _, kept = keras.ops.top_k(surest, min(_BOXES_BEFORE_SUPPRESSION, class_prediction.shape[1]))
        kept = kept[..., None]
        return super().call(
            keras.ops.take_along_axis(box_prediction, kept, axis=1),
            keras.ops.take_along_axis(class_prediction, kept, axis=1),
            images=images,
        )


def _start_heads(detector: Any) -> None:
    """Starts as in the RetinaNet paper: narrow kernels, and a bias that takes few anchors for an object.

    KerasHub up to 0.32.0 gives that bias to the boxes instead of the classes.
    """
    for head, bias in ((detector.box_head, 0.0), (detector.classification_head, -math.log((1 - _PRIOR) / _PRIOR))):
        for layer in (*head.conv_layers, head.prediction_layer):
            layer.kernel.assign(keras.random.normal(layer.kernel.shape, stddev=0.01))
        head.prediction_layer.bias.assign(keras.ops.full(head.prediction_layer.bias.shape, bias))


def _to_image(boxes: Any, example: Annotated, size: int) -> Floats:
    """From pixels of the scaled square to those of the image."""
    height, width = (int(side) for side in scaled_sides(example.height, example.width, size))
    scale = np.asarray([example.width / width, example.height / height] * 2, np.float32)
    limits = np.asarray([example.width, example.height] * 2, np.float32)
    return np.clip(boxes * scale, 0, limits).astype(np.float32)
