"""The segmenter: a number a class for every pixel, and what is saved comes back."""

import json
import pathlib

import numpy as np
import pytest
import tensorflow as tf

from tfpipeline_backbone.backbone import Backbone, load_backbone
from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.segmentation import (
    SegmenterConfig,
    build_segmenter,
    compile_segmenter,
    load_segmenter,
    save_segmenter,
)


@pytest.mark.parametrize("head", ["linear", "fpn"])
def test_segmenters_give_every_pixel_a_number_a_class(selfpatch: Backbone, head: str) -> None:
    segmenter = build_segmenter(selfpatch, SegmenterConfig(("a", "b", "c"), image_size=64, head=head, channels=8))
    assert segmenter.output_shape == (None, 64, 64, 3)
    assert segmenter(tf.zeros([1, 64, 64, 3])).shape == (1, 64, 64, 3)
    blocks = {id(v) for v in selfpatch.intermediate.trainable_variables}
    assert blocks <= {id(v) for v in segmenter.trainable_variables}


@pytest.mark.parametrize("head,compiled", [("linear", True), ("fpn", False)])
def test_a_saved_segmenter_gives_the_same(
    samples: pathlib.Path, tmp_path: pathlib.Path, head: str, compiled: bool
) -> None:
    config = SegmenterConfig(("sky", "earth"), image_size=64, head=head, channels=8)
    segmenter = build_segmenter(load_backbone(samples / "selfpatch"), config)
    for variable in segmenter.trainable_variables:
        variable.assign(variable + 0.05 * tf.random.stateless_normal(variable.shape, [1, 2]))
    if compiled:
        compile_segmenter(segmenter, steps=1, learning_rate=1e-3)
        segmenter.optimizer.build(segmenter.trainable_variables)
    save_segmenter(segmenter, config, tmp_path)
    again, read = load_segmenter(tmp_path, samples / "selfpatch")
    assert read == config
    images = tf.random.stateless_uniform([2, 64, 64, 3], [3, 4])
    np.testing.assert_array_equal(again(images), segmenter(images))


def test_a_segmenter_goes_on_the_backbone_that_it_was_trained_with(
    selfpatch: Backbone, samples: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    config = SegmenterConfig(("sky", "earth"), image_size=64)
    save_segmenter(build_segmenter(selfpatch, config), config, tmp_path)
    file = tmp_path / "segmenter.json"
    fields = json.loads(file.read_text())
    file.write_text(json.dumps({**fields, "backbone": {**fields["backbone"], "heads": 4}}))
    with pytest.raises(InputError, match=r"The segmenter in .* give an export of the same network and taps"):
        load_segmenter(tmp_path, samples / "selfpatch")
    file.unlink()
    with pytest.raises(InputError, match=r"has no segmenter\.json, so no segmenter was saved there"):
        load_segmenter(tmp_path, samples / "selfpatch")
