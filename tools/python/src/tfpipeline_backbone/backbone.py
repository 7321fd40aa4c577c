"""The SavedModel of a pretrained Vision Transformer as Keras layers."""

import dataclasses
import os
import pathlib
from collections.abc import Iterable
from typing import Any

import keras
import tensorflow as tf

from tfpipeline_backbone.errors import InputError

_PATCH_EMBEDDING = "patch_embed.proj.weight"
_FUNCTIONS = ("intermediate", "attention")
_NO_CONFIG = (
    "A backbone from a SavedModel does not go into a .keras file; use save_weights, or export for the whole model."
)


def load_backbone(directory: str | os.PathLike[str]) -> "Backbone":
    """Loads the folder that `tfpipeline export`, or the end of `tfpipeline train`, wrote.

    Raises:
      InputError: there is no such folder, or it holds something else.
    """
    folder = pathlib.Path(directory)
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}; give the saved_model folder of a run, or what export wrote.")
    if not (folder / "saved_model.pb").is_file():
        inside = folder / "saved_model"
        hint = f"; did you mean {inside}?" if (inside / "saved_model.pb").is_file() else ", so it is no SavedModel."
        raise InputError(f"{folder} has no saved_model.pb{hint}")
    try:
        model = tf.saved_model.load(str(folder))
    except (OSError, IndexError, ValueError, tf.errors.OpError) as error:
        raise InputError(f"{folder} is a damaged SavedModel; export it again.") from error
    names = {_bare_name(variable) for variable in getattr(model, "variables", [])}
    if not all(hasattr(model, function) for function in _FUNCTIONS) or _PATCH_EMBEDDING not in names:
        raise InputError(f"{folder} is a SavedModel, but not of a backbone that tfpipeline exported.")
    return Backbone(model)


@dataclasses.dataclass(frozen=True)
class BackboneForm:
    """What of a backbone decides what the weights of a model on it mean."""

    patch_size: int
    width: int
    heads: int
    taps: tuple[int, ...]


class Backbone(keras.layers.Layer):
    """A pretrained Vision Transformer whose weights train with the model around it.

    Called with images, float32 `[batch, height, width, 3]`, RGB in [0, 1], it gives `patch_tokens`
    `[batch, rows, columns, width]` and `embedding` `[batch, width]`. Height and width are multiples of `patch_size`,
    rows and columns so many of it. Normalisation is inside.

    Attributes:
      intermediate: a layer, too: from images to the outputs of some blocks, from early to late.
      patch_size: in pixels.
      width: the channels of a patch token.
      heads: of the attention.
      taps: the numbers of the blocks, from 0, that `intermediate` gives.
    """

    def __init__(self, model: Any) -> None:
        """Wraps what `tf.saved_model.load` gave."""
        # The exported functions are float32, whatever the precision of the model around them.
        super().__init__(dtype="float32")
        self._model = _Untracked(model)
        variables = {_bare_name(v): v for v in model.variables}
        # Not the signature of this name: a model that Python saved again has the function alone.
        blocks = model.intermediate.concrete_functions[0]
        # Sorted by name, block_11 would come before block_3.
        self.taps: tuple[int, ...] = tuple(
            sorted(int(name.removeprefix("block_")) for name in blocks.structured_outputs)
        )
        self.patch_size: int = int(variables[_PATCH_EMBEDDING].shape[0])
        self.width: int = int(variables[_PATCH_EMBEDDING].shape[-1])
        self.heads: int = int(model.attention.concrete_functions[0].structured_outputs["attention"].shape[1])
        used = {id(v) for v in blocks.variables}
        self.intermediate = IntermediateBlocks(
            model, self.taps, self.patch_size, self.width, _as_keras(v for v in model.variables if id(v) in used)
        )
        # Those that only the embedding needs, such as SelfPatch's aggregation; the layer above tracks the others.
        self._head_weights = _as_keras(v for v in model.variables if id(v) not in used)
        self.built = True

    @property
    def form(self) -> BackboneForm:
        """Patch size, width, heads and taps."""
        return BackboneForm(self.patch_size, self.width, self.heads, self.taps)

    def call(self, images: Any) -> dict[str, Any]:
        """From `[batch, height, width, 3]` to `patch_tokens` and `embedding`."""
        check_images(images, self.patch_size)
        outputs = self._model.value(images)
        return {
            "patch_tokens": _with_shape(outputs["patch_tokens"], images.shape, self.patch_size, self.width),
            "embedding": outputs["embedding"],
        }

    def compute_output_spec(self, images: Any) -> dict[str, Any]:
        """The shapes that `call` gives."""
        check_images(images, self.patch_size)
        shape = grid_shape(images.shape, self.patch_size, self.width)
        return {
            "patch_tokens": keras.KerasTensor(shape, "float32"),
            "embedding": keras.KerasTensor((images.shape[0], self.width), "float32"),
        }

    def get_config(self) -> dict[str, Any]:
        """Refuses: a SavedModel's functions are no configuration."""
        raise InputError(_NO_CONFIG)


class IntermediateBlocks(keras.layers.Layer):
    """The outputs of some of a backbone's blocks, from early to late, each `[batch, rows, columns, width]`."""

    def __init__(self, model: Any, taps: tuple[int, ...], patch_size: int, width: int, weights: list[Any]) -> None:
        super().__init__(dtype="float32")
        self._model = _Untracked(model)
        self.taps = taps
        self.patch_size = patch_size
        self.width = width
        self._block_weights = weights
        self.built = True

    def call(self, images: Any) -> list[Any]:
        """From `[batch, height, width, 3]` to a list of `[batch, rows, columns, width]`."""
        check_images(images, self.patch_size)
        outputs = self._model.value.intermediate(images)
        return [_with_shape(outputs[f"block_{tap}"], images.shape, self.patch_size, self.width) for tap in self.taps]

    def compute_output_spec(self, images: Any) -> list[Any]:
        """The shapes that `call` gives."""
        check_images(images, self.patch_size)
        shape = grid_shape(images.shape, self.patch_size, self.width)
        return [keras.KerasTensor(shape, "float32") for _ in self.taps]

    def get_config(self) -> dict[str, Any]:
        """Refuses: a SavedModel's functions are no configuration."""
        raise InputError(_NO_CONFIG)


def check_images(images: Any, patch_size: int) -> None:
    """Raises InputError if images, as far as their shape is known, are none that the backbone takes."""
    if keras.backend.standardize_dtype(images.dtype) != "float32":
        raise InputError(f"Images must be float32 in [0, 1], not {keras.backend.standardize_dtype(images.dtype)}.")
    shape = tuple(images.shape)
    if len(shape) != 4 or shape[3] != 3:
        raise InputError(f"Images must be [batch, height, width, 3], not {list(shape)}.")
    if any(side is not None and side % patch_size for side in shape[1:3]):
        raise InputError(
            f"Height and width must be multiples of the patch size {patch_size}, "
            f"and the images are {shape[1]} high and {shape[2]} wide."
        )


def grid_shape(images: Iterable[int | None], patch_size: int, width: int) -> tuple[int | None, ...]:
    """The shape of the patch tokens of images of such a shape."""
    batch, *sides, _ = images
    return (batch, *(side and side // patch_size for side in sides), width)


class _Untracked:
    """Keeps a loaded SavedModel away from Keras' tracking: its weights are tracked as Keras variables already."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _as_keras(variables: Iterable[Any]) -> list[Any]:
    """Keras variables of the same memory, so that a step of an optimizer shows in the exported functions."""
    return [
        keras.Variable(
            initializer=v,
            shape=v.shape,
            dtype=v.dtype.name,
            trainable=v.trainable,
            name=_bare_name(v).replace("/", "_"),
        )
        for v in variables
    ]


def _bare_name(variable: Any) -> str:
    return str(variable.name).removesuffix(":0")


def _with_shape(tokens: Any, images: Iterable[int | None], patch_size: int, width: int) -> Any:
    """Says the shape that the exported function does not know."""
    return tf.ensure_shape(tokens, grid_shape(images, patch_size, width))
