"""Pictures of what a model found."""

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from tfpipeline_backbone.detection import Detections
from tfpipeline_backbone.records import Annotated

_COLORS = ((230, 60, 50), (40, 120, 230), (20, 160, 80), (240, 150, 20), (150, 70, 200), (0, 170, 180), (200, 60, 140))
_TRUTH = (255, 255, 255)


def draw_detections(
    examples: Sequence[Annotated],
    detections: Sequence[Detections],
    classes: Sequence[str],
    threshold: float = 0.3,
    columns: int = 3,
    side: int = 320,
) -> Image.Image:
    """The images side by side: true boxes thin and white, those found thick, with class and score."""
    tiles = []
    for example, found in zip(examples, detections, strict=True):
        image, scale = _tile(example, side)
        draw = ImageDraw.Draw(image)
        sides = np.asarray([example.height, example.width] * 2)
        for top, left, bottom, right in (example.boxes * sides * scale).tolist():
            draw.rectangle([left, top, right, bottom], outline=_TRUTH)
        # The surest last, on top.
        for i in reversed(range(len(found.boxes))):
            if found.scores[i] < threshold:
                continue
            left, top, right, bottom = (found.boxes[i] * scale).tolist()
            color = _COLORS[int(found.labels[i]) % len(_COLORS)]
            draw.rectangle([left, top, right, bottom], outline=color, width=2)
            text = f"{classes[int(found.labels[i])]} {found.scores[i]:.2f}"
            at = (left + 2, max(0.0, top - 11))
            draw.rectangle(draw.textbbox(at, text), fill=color)
            draw.text(at, text, fill=(255, 255, 255))
        tiles.append(image)
    return _sheet(tiles, columns, side)


def draw_masks(
    examples: Sequence[Annotated],
    truth: Sequence[npt.NDArray[np.uint8]],
    predicted: Sequence[npt.NDArray[np.integer]],
    side: int = 320,
) -> Image.Image:
    """A row an image: the image, its mask, the predicted mask; class 0 stays clear, 255 is gray."""
    tiles = []
    for example, *masks in zip(examples, truth, predicted, strict=True):
        image, _ = _tile(example, side)
        tiles.append(image)
        for mask in masks:
            colors = np.zeros([256, 3], np.uint8)
            colors[1:255] = np.resize(np.asarray(_COLORS, np.uint8), [254, 3])
            colors[255] = 128
            overlay = Image.fromarray(colors[mask]).resize(image.size, Image.Resampling.NEAREST)
            cover = Image.fromarray(np.where(mask > 0, 150, 0).astype(np.uint8))
            tiles.append(Image.composite(overlay, image, cover.resize(image.size, Image.Resampling.NEAREST)))
    return _sheet(tiles, 3, side)


def _tile(example: Annotated, side: int) -> tuple[Image.Image, float]:
    image = Image.open(io.BytesIO(example.encoded)).convert("RGB")
    scale = side / max(image.size)
    return image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale)))), scale


def _sheet(tiles: Sequence[Image.Image], columns: int, side: int) -> Image.Image:
    columns = min(columns, len(tiles))
    rows = [tiles[i : i + columns] for i in range(0, len(tiles), columns)]
    heights = [max(tile.height for tile in row) for row in rows]
    sheet = Image.new("RGB", (columns * side, sum(heights)), (24, 24, 24))
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, tile in enumerate(row):
            sheet.paste(tile, (column * side, top))
        top += height
    return sheet
