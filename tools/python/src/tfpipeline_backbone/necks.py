"""From the tokens of a Vision Transformer, all of one stride, to a pyramid of strides 4, 8, 16 and 32."""

from collections.abc import Sequence
from typing import Any

import keras

from tfpipeline_backbone.errors import InputError

STRIDES = (4, 8, 16, 32)
# A level's stride is 2 to the power of its number.
LEVELS = ("P2", "P3", "P4", "P5")


@keras.saving.register_keras_serializable(package="tfpipeline_backbone")
class FeaturePyramid(keras.layers.Layer):
    """Brings four blocks' outputs to four strides and merges them from coarse to fine.

    With patches of 16 pixels, the first block's output goes through two transposed 2x2 convolutions, with a
    normalisation and GELU between them, the second's through one, the third's stays and the fourth's is max-pooled; for
    other patches more or fewer. Then comes a feature pyramid network: lateral 1x1 convolutions, sums with the coarser
    level, enlarged by repeating, and a 3x3 convolution each.

    Takes a list of four `[batch, rows, columns, width]`, from early to late; gives `P2` to `P5`,
    `[batch, height / stride, width / stride, channels]`, by name.
    """

    def __init__(self, patch_size: int, channels: int = 256, normalize: bool = False, **options: Any) -> None:
        """`normalize` puts a LayerNorm before everything; blocks of a ViT give values of different sizes."""
        super().__init__(**options)
        self.patch_size = _power_of_two(patch_size)
        self.channels = channels
        self.normalize = normalize

    def build(self, shapes: Sequence[Sequence[int | None]]) -> None:
        """Makes the weights for blocks of these shapes."""
        if len(shapes) != len(STRIDES):
            raise InputError(
                f"The pyramid needs the outputs of {len(STRIDES)} blocks, and there are {len(shapes)}; "
                "export again with four --taps, or take the simple pyramid, which needs the last one alone."
            )
        self.rescale = []
        self.lateral = []
        self.output_convolutions = []
        for level, shape, stride in zip(LEVELS, shapes, STRIDES, strict=True):
            width = int(shape[-1] or 0)
            layers = [_layer_norm(f"{level}_norm")] if self.normalize else []
            layers += _to_stride(self.patch_size, stride, [width] * 8, level)
            self.rescale.append(keras.Sequential(layers, name=f"{level}_rescale"))
            self.lateral.append(keras.layers.Conv2D(self.channels, 1, name=f"{level}_lateral"))
            self.output_convolutions.append(
                keras.layers.Conv2D(self.channels, 3, padding="same", name=f"{level}_output")
            )
            self.rescale[-1].build(shape)
            self.lateral[-1].build((*shape[:-1], width))
            self.output_convolutions[-1].build((*shape[:-1], self.channels))
        self.enlarge = keras.layers.UpSampling2D(2)
        self.built = True

    def call(self, blocks: Sequence[Any]) -> dict[str, Any]:
        """From four `[batch, rows, columns, width]` to `P2` to `P5`."""
        merged = [
            lateral(rescale(block)) for block, rescale, lateral in zip(blocks, self.rescale, self.lateral, strict=True)
        ]
        for fine in reversed(range(len(merged) - 1)):
            _, rows, columns, _ = keras.ops.shape(merged[fine])
            # One row or column less where the finer level has an odd number of them.
            merged[fine] = merged[fine] + self.enlarge(merged[fine + 1])[:, :rows, :columns]
        return {
            level: convolution(features)
            for level, convolution, features in zip(LEVELS, self.output_convolutions, merged, strict=True)
        }

    def compute_output_spec(self, blocks: Sequence[Any]) -> dict[str, Any]:
        """The shapes that `call` gives."""
        return _pyramid_spec(blocks[0].shape, self.patch_size, self.channels, self.compute_dtype)


@keras.saving.register_keras_serializable(package="tfpipeline_backbone")
class SimplePyramid(keras.layers.Layer):
    """ViTDet's pyramid: all four levels of the last block's output, without merging.

    Transposed 2x2 convolutions to the finer strides, each with half the channels of what it gets, with LayerNorm and
    GELU between two; max pooling to the coarser. Then a 1x1 and a 3x3 convolution each, with LayerNorm over the
    channels.

    Takes `[batch, rows, columns, width]`, or a list of such, whose last it uses; gives `P2` to `P5`,
    `[batch, height / stride, width / stride, channels]`, by name.
    """

    def __init__(self, patch_size: int, channels: int = 256, **options: Any) -> None:
        super().__init__(**options)
        self.patch_size = _power_of_two(patch_size)
        self.channels = channels

    def build(self, shape: Any) -> None:
        """Makes the weights for a block, or blocks, of this shape."""
        last = shape[-1] if isinstance(shape[-1], list | tuple) else shape
        self.branches = []
        for level, stride in zip(LEVELS, STRIDES, strict=True):
            widths = [max(1, int(last[-1] or 0) // 2**step) for step in range(1, 9)]
            branch = keras.Sequential(
                [
                    *_to_stride(self.patch_size, stride, widths, level),
                    keras.layers.Conv2D(self.channels, 1, use_bias=False, name=f"{level}_lateral"),
                    _layer_norm(f"{level}_lateral_norm"),
                    keras.layers.Conv2D(self.channels, 3, padding="same", use_bias=False, name=f"{level}_output"),
                    _layer_norm(f"{level}_output_norm"),
                ],
                name=f"{level}_branch",
            )
            branch.build(last)
            self.branches.append(branch)
        self.built = True

    def call(self, blocks: Any) -> dict[str, Any]:
        """From `[batch, rows, columns, width]` to `P2` to `P5`."""
        last = blocks[-1] if isinstance(blocks, list | tuple) else blocks
        return {level: branch(last) for level, branch in zip(LEVELS, self.branches, strict=True)}

    def compute_output_spec(self, blocks: Any) -> dict[str, Any]:
        """The shapes that `call` gives."""
        last = blocks[-1] if isinstance(blocks, list | tuple) else blocks
        return _pyramid_spec(last.shape, self.patch_size, self.channels, self.compute_dtype)


def _to_stride(patch_size: int, stride: int, widths: Sequence[int], level: str) -> list[Any]:
    """Layers from tokens, one a patch, to features, one a stride; the widths are those after each enlargement."""
    layers: list[Any] = []
    finer = max(0, patch_size.bit_length() - stride.bit_length())
    for step in range(finer):
        if step:
            layers += [
                _layer_norm(f"{level}_enlarge_norm_{step}"),
                keras.layers.Activation(keras.activations.gelu, name=f"{level}_enlarge_gelu_{step}"),
            ]
        layers.append(keras.layers.Conv2DTranspose(widths[step], 2, strides=2, name=f"{level}_enlarge_{step}"))
    if stride > patch_size:
        coarser = stride // patch_size
        layers.append(keras.layers.MaxPooling2D(coarser, padding="same", name=f"{level}_pool"))
    if not layers:
        layers.append(keras.layers.Identity(name=f"{level}_same"))
    return layers


def _layer_norm(name: str) -> Any:
    return keras.layers.LayerNormalization(epsilon=1e-6, name=name)


def _power_of_two(patch_size: int) -> int:
    if patch_size < 1 or patch_size & (patch_size - 1):
        raise InputError(f"The pyramid needs patches whose side is a power of two, and these have {patch_size} pixels.")
    return patch_size


def _pyramid_spec(tokens: Sequence[int | None], patch_size: int, channels: int, dtype: str) -> dict[str, Any]:
    batch, *grid, _ = tokens

    def sides(stride: int) -> list[int | None]:
        # Pooling counts what is left over at the edge.
        return [side and -(-side * patch_size // stride) for side in grid]

    return {
        level: keras.KerasTensor((batch, *sides(stride), channels), dtype)
        for level, stride in zip(LEVELS, STRIDES, strict=True)
    }
