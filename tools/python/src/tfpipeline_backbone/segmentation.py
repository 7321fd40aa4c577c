"""A segmenter on a pretrained backbone: a linear head, or a semantic feature pyramid."""

import dataclasses
import os
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from tfpipeline_backbone import saved
from tfpipeline_backbone.backbone import Backbone, BackboneForm
from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.necks import LEVELS, STRIDES, FeaturePyramid
from tfpipeline_backbone.records import NO_CLASS, Annotated, evaluation_batches, scaled_sides
from tfpipeline_backbone.training import adamw

_NAME = "segmenter"


@dataclasses.dataclass(frozen=True)
class SegmenterConfig:
    """What a segmenter is made of, besides its backbone."""

    classes: tuple[str, ...]
    image_size: int = 256
    """Images are fitted into a square of so many pixels a side."""
    head: str = "linear"
    """`linear`: one number a class and patch; `fpn`: a semantic feature pyramid on FeaturePyramid."""
    channels: int = 128
    """Of the pyramid's levels."""


def build_segmenter(backbone: Backbone, config: SegmenterConfig) -> Any:
    """A Keras model from images `[batch, size, size, 3]` to logits `[batch, size, size, classes]`."""
    if len(config.classes) < 2:
        raise InputError(f"There are {len(config.classes)} classes, and it takes two or more; the background is one.")
    size = config.image_size
    multiple = backbone.patch_size if config.head == "linear" else max(32, backbone.patch_size)
    if size % multiple:
        raise InputError(f"The image size must be a multiple of {multiple}, not {size}.")
    images = keras.Input([size, size, 3], name="images")
    blocks = backbone.intermediate(images)
    match config.head:
        case "linear":
            features = keras.layers.LayerNormalization(epsilon=1e-6, name="norm")(blocks[-1])
            stride = backbone.patch_size
        case "fpn":
            pyramid = FeaturePyramid(backbone.patch_size, config.channels, normalize=True, name="neck")(blocks)
            features = _merge(pyramid, config.channels)
            stride = STRIDES[0]
        case _:
            raise InputError(f"The head must be linear or fpn, not {config.head}.")
    logits = keras.layers.Conv2D(len(config.classes), 1, name="logits")(features)
    enlarged = keras.layers.UpSampling2D(stride, interpolation="bilinear", name="enlarge")(logits)
    return _Segmenter(images, enlarged, backbone.form)


def compile_segmenter(segmenter: Any, steps: int, learning_rate: float) -> None:
    """Prepares for `fit`: cross-entropy of the pixels that have a class, `training.adamw`."""
    segmenter.compile(
        optimizer=adamw(segmenter, steps, learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=NO_CLASS),
        jit_compile=False,
    )


def segment(segmenter: Any, examples: Sequence[Annotated], batch: int = 8) -> list[npt.NDArray[np.int64]]:
    """The class of every pixel, `[height, width]` of each image as it was before it was scaled."""
    size = int(segmenter.input_shape[1])
    found = []
    for part, images in evaluation_batches(examples, size, batch):
        for example, logits in zip(part, segmenter(images, training=False), strict=True):
            height, width = scaled_sides(example.height, example.width, size)
            full = tf.image.resize(logits[:height, :width], [example.height, example.width])
            found.append(tf.argmax(full, axis=-1).numpy())
    return found


def save_segmenter(segmenter: Any, config: SegmenterConfig, directory: str | os.PathLike[str]) -> None:
    """Writes `segmenter.json` and `segmenter.weights.h5`, backbone included, which `load_segmenter` reads."""
    saved.save(_NAME, segmenter, config, segmenter.form, directory)


def load_segmenter(
    directory: str | os.PathLike[str], saved_model: str | os.PathLike[str]
) -> tuple[Any, SegmenterConfig]:
    """Reads what `save_segmenter` wrote; `compile_segmenter` makes it ready to train on.

    The SavedModel is that of the backbone, or of another of the same form: its weights are replaced.
    """
    return saved.load(_NAME, SegmenterConfig, build_segmenter, directory, saved_model)


class _Segmenter(keras.Model):
    """From images to logits, knowing the form of its backbone."""

    def __init__(self, images: Any, logits: Any, form: BackboneForm) -> None:
        super().__init__(inputs=images, outputs=logits, name=_NAME)
        self.form = form


def _merge(pyramid: dict[str, Any], channels: int) -> Any:
    """Sums the levels at the finest stride, each enlarged in steps of 2 with a convolution before."""
    merged = []
    for number, level in enumerate(LEVELS):
        features = pyramid[level]
        for step in range(max(1, number)):
            name = f"{level}_merge_{step}"
            features = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False, name=name)(features)
            features = keras.layers.LayerNormalization(epsilon=1e-6, name=f"{name}_norm")(features)
            features = keras.layers.Activation("relu", name=f"{name}_relu")(features)
            if number:
                features = keras.layers.UpSampling2D(2, interpolation="bilinear", name=f"{name}_enlarge")(features)
        merged.append(features)
    return keras.layers.Add(name="merged")(merged)
