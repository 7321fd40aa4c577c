"""The necks against plain numpy."""

import math
import pathlib
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest

from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.necks import FeaturePyramid, SimplePyramid

Array = npt.NDArray[np.float64]


def blocks(rows: int, columns: int, width: int = 6) -> list[npt.NDArray[np.float32]]:
    return list(np.random.default_rng(0).normal(size=[4, 2, rows, columns, width]).astype(np.float32))


@pytest.mark.parametrize("patch_size", [4, 8, 16, 32])
@pytest.mark.parametrize("neck", [FeaturePyramid, SimplePyramid])
def test_strides_are_4_to_32(neck: Any, patch_size: int) -> None:
    height, width = 128, 192
    tokens = blocks(height // patch_size, width // patch_size)
    pyramid = neck(patch_size, channels=5)
    levels = pyramid(tokens)
    expected = {"P2": (2, 32, 48, 5), "P3": (2, 16, 24, 5), "P4": (2, 8, 12, 5), "P5": (2, 4, 6, 5)}
    assert {name: tuple(level.shape) for name, level in levels.items()} == expected
    symbolic = pyramid([keras.Input(t.shape[1:]) for t in tokens])
    assert {name: (2, *level.shape[1:]) for name, level in symbolic.items()} == expected


@pytest.mark.parametrize("neck", [FeaturePyramid, SimplePyramid])
def test_an_odd_number_of_patches_is_rounded_up(neck: Any) -> None:
    levels = neck(16, channels=5)(blocks(5, 3))
    shapes = {name: tuple(level.shape[1:3]) for name, level in levels.items()}
    assert shapes == {"P2": (20, 12), "P3": (10, 6), "P4": (5, 3), "P5": (3, 2)}


def test_a_token_reaches_its_place_in_every_level() -> None:
    """A token of 16 pixels at rows 32 to 48 and columns 16 to 32: what changes lies there, and a convolution around."""
    tokens = blocks(8, 8)
    pyramid = FeaturePyramid(16, channels=5)
    before = pyramid(tokens)
    for block, stride in enumerate((4, 8, 16, 32)):
        changed = [t.copy() for t in tokens]
        # Far enough to pass the maximum with its neighbours.
        changed[block][:, 2, 1] += 50
        level = f"P{block + 2}"
        difference = np.abs(np.asarray(pyramid(changed)[level]) - np.asarray(before[level])).max(axis=(0, 3))
        rows, columns = np.nonzero(difference)
        top, bottom, left, right = 32 // stride, math.ceil(48 / stride), 16 // stride, math.ceil(32 / stride)
        assert (rows.min(), rows.max() + 1) == (max(0, top - 1), bottom + 1), level
        assert (columns.min(), columns.max() + 1) == (max(0, left - 1), right + 1), level


@pytest.mark.parametrize("normalize", [False, True])
def test_the_pyramid_of_four_blocks_is_what_numpy_computes(normalize: bool) -> None:
    tokens = blocks(4, 6)
    pyramid = FeaturePyramid(16, channels=5, normalize=normalize)
    pyramid([keras.ops.convert_to_tensor(t) for t in tokens])
    w = _perturbed(pyramid)

    def rescaled(level: int) -> Array:
        x = tokens[level - 2].astype(np.float64)
        return _layer_norm(x, w, f"P{level}_norm") if normalize else x

    c2 = _enlarge(rescaled(2), w, "P2_enlarge_0")
    c2 = _enlarge(_gelu(_layer_norm(c2, w, "P2_enlarge_norm_1")), w, "P2_enlarge_1")
    c3 = _enlarge(rescaled(3), w, "P3_enlarge_0")
    c5 = rescaled(5).reshape(2, 2, 2, 3, 2, 6).max(axis=(2, 4))
    merged = [
        np.einsum("nhwi,io->nhwo", c, w[f"P{level}_lateral/kernel"][0, 0]) + w[f"P{level}_lateral/bias"]
        for level, c in zip((2, 3, 4, 5), (c2, c3, rescaled(4), c5), strict=True)
    ]
    for fine in (2, 1, 0):
        merged[fine] = merged[fine] + merged[fine + 1].repeat(2, axis=1).repeat(2, axis=2)
    actual = pyramid([keras.ops.convert_to_tensor(t) for t in tokens])
    for level, features in zip((2, 3, 4, 5), merged, strict=True):
        expected = _convolution(features, w[f"P{level}_output/kernel"]) + w[f"P{level}_output/bias"]
        np.testing.assert_allclose(actual[f"P{level}"], expected, rtol=1e-4, atol=1e-4)


def test_the_simple_pyramid_is_what_numpy_computes() -> None:
    tokens = blocks(4, 6, width=8)
    pyramid = SimplePyramid(16, channels=5)
    pyramid(tokens)
    w = _perturbed(pyramid)
    last = tokens[-1].astype(np.float64)
    c2 = _enlarge(last, w, "P2_enlarge_0")
    assert c2.shape[-1] == 4
    c2 = _enlarge(_gelu(_layer_norm(c2, w, "P2_enlarge_norm_1")), w, "P2_enlarge_1")
    assert c2.shape[-1] == 2
    c3 = _enlarge(last, w, "P3_enlarge_0")
    c5 = last.reshape(2, 2, 2, 3, 2, 8).max(axis=(2, 4))
    actual = pyramid(tokens)
    for level, features in zip((2, 3, 4, 5), (c2, c3, last, c5), strict=True):
        x = np.einsum("nhwi,io->nhwo", features, w[f"P{level}_lateral/kernel"][0, 0])
        x = _convolution(_layer_norm(x, w, f"P{level}_lateral_norm"), w[f"P{level}_output/kernel"])
        expected = _layer_norm(x, w, f"P{level}_output_norm")
        np.testing.assert_allclose(actual[f"P{level}"], expected, rtol=1e-4, atol=1e-4)


def test_what_makes_no_pyramid_is_refused() -> None:
    with pytest.raises(InputError, match="outputs of 4 blocks, and there are 3"):
        FeaturePyramid(16)(blocks(4, 4)[:3])
    for neck in (FeaturePyramid, SimplePyramid):
        with pytest.raises(InputError, match="a power of two, and these have 14 pixels"):
            neck(14)


def _perturbed(layer: Any) -> dict[str, Array]:
    """Moves the weights away from zeros and ones, and gives them by their layers' names and their own."""
    generator = np.random.default_rng(1)
    weights = {}
    for variable in layer.weights:
        variable.assign(variable + 0.3 * generator.normal(size=variable.shape))
        weights["/".join(variable.path.split("/")[-2:])] = variable.numpy().astype(np.float64)
    return weights


def _enlarge(x: Array, w: dict[str, Array], name: str) -> Array:
    """Every token becomes two by two."""
    n, h, wide, _ = x.shape
    kernel = w[f"{name}/kernel"]
    out = np.einsum("nhwi,aboi->nhawbo", x, kernel)
    return out.reshape(n, 2 * h, 2 * wide, kernel.shape[2]) + w[f"{name}/bias"]


def _convolution(x: Array, kernel: Array) -> Array:
    padded = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])
    h, w = x.shape[1:3]
    return sum(padded[:, a : a + h, b : b + w] @ kernel[a, b] for a in range(3) for b in range(3))


def _layer_norm(x: Array, w: dict[str, Array], name: str) -> Array:
    normal = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-6)
    return normal * w[f"{name}/gamma"] + w[f"{name}/beta"]


def _gelu(x: Array) -> Array:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


@pytest.mark.parametrize("neck", [FeaturePyramid(16, 8, normalize=True), SimplePyramid(16, 8)])
def test_a_neck_goes_into_a_keras_file(neck: Any, tmp_path: pathlib.Path) -> None:
    blocks = [keras.Input([4, 4, 12]) for _ in range(4)]
    model = keras.Model(blocks, neck(blocks))
    model.save(tmp_path / "neck.keras")
    again = keras.models.load_model(tmp_path / "neck.keras")
    given = [keras.random.normal([1, 4, 4, 12], seed=n) for n in range(4)]
    for level, expected in model(given).items():
        np.testing.assert_array_equal(again(given)[level], expected)
