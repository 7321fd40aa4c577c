"""COCO's average precision by pycocotools, and the mean intersection over union."""

import contextlib
import dataclasses
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tfpipeline_backbone.detection import Detections
from tfpipeline_backbone.records import Annotated

_SUMMARY = ("AP", "AP50", "AP75", "AP small", "AP medium", "AP large")


@dataclasses.dataclass(frozen=True)
class AveragePrecision:
    """What pycocotools computed, in [0, 1]; -1 where there is nothing to find."""

    summary: dict[str, float]
    """`AP` (over intersections of 0.5 to 0.95), `AP50`, `AP75`, `AP small`, `AP medium`, `AP large`."""
    by_class: dict[str, float]
    """`AP` of each class."""

    def table(self) -> str:
        """A Markdown table of one line, in percent."""
        columns = {**self.summary, **{f"AP {name}": value for name, value in self.by_class.items()}}
        values = [f"{100 * value:.1f}" if value >= 0 else "-" for value in columns.values()]
        lines = [list(columns), ["---"] * len(columns), values]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def average_precision(
    examples: Sequence[Annotated], detections: Sequence[Detections], classes: Sequence[str]
) -> AveragePrecision:
    """Compares what was found with the boxes of the images, in pixels of the images as they are.

    Crowds and difficult objects count neither when found nor when missed.
    """
    truth = COCO()
    truth.dataset = ground_truth(examples, classes)
    found = results(detections)
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        # Without any detection there is nothing that loadRes would take.
        evaluation = COCOeval(truth, truth.loadRes(found) if found else COCO(), "bbox")
        evaluation.params.imgIds = sorted(truth.imgs)
        evaluation.params.catIds = sorted(truth.cats)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    # Thresholds, recalls, classes, areas (all), detections (100).
    precision = evaluation.eval["precision"][:, :, :, 0, -1]
    return AveragePrecision(
        summary=dict(zip(_SUMMARY, map(float, evaluation.stats), strict=False)),
        by_class={name: _mean(precision[:, :, number]) for number, name in enumerate(classes)},
    )


def ground_truth(examples: Sequence[Annotated], classes: Sequence[str]) -> dict[str, Any]:
    """The annotations in COCO's form; images and categories are numbered from 1."""
    images = []
    annotations: list[dict[str, Any]] = []
    for number, example in enumerate(examples, start=1):
        images.append({"id": number, "file_name": example.name, "height": example.height, "width": example.width})
        sides = np.asarray([example.height, example.width] * 2)
        for i, (top, left, bottom, right) in enumerate((example.boxes * sides).tolist()):
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": int(example.labels[i]) + 1,
                    "bbox": [left, top, right - left, bottom - top],
                    "area": float(example.areas[i]),
                    # pycocotools has no field for difficult ones and overwrites `ignore` with this.
                    "iscrowd": int(example.crowds[i] or example.difficult[i]),
                }
            )
    categories = [{"id": number, "name": name} for number, name in enumerate(classes, start=1)]
    return {"info": {}, "images": images, "annotations": annotations, "categories": categories}


def results(detections: Sequence[Detections]) -> list[dict[str, Any]]:
    """What was found in COCO's form of results."""
    return [
        {
            "image_id": number,
            "category_id": label + 1,
            "bbox": [left, top, right - left, bottom - top],
            "score": score,
        }
        for number, found in enumerate(detections, start=1)
        for (left, top, right, bottom), label, score in zip(
            found.boxes.tolist(), found.labels.tolist(), found.scores.tolist(), strict=True
        )
    ]


class Confusion:
    """Counts pixels by their class, in rows, and by the class that was predicted, in columns."""

    def __init__(self, classes: int) -> None:
        self.counts: npt.NDArray[np.int64] = np.zeros([classes, classes], np.int64)

    def add(self, truth: npt.NDArray[np.integer[Any]], predicted: npt.NDArray[np.integer[Any]]) -> None:
        """Counts the pixels of an image; those whose true number is no class, such as 255, are left out."""
        classes = len(self.counts)
        known = truth < classes
        pairs = truth[known].astype(np.int64) * classes + predicted[known]
        self.counts += np.bincount(pairs, minlength=classes**2).reshape(classes, classes)

    def intersection_over_union(self) -> npt.NDArray[np.float64]:
        """`[classes]`; NaN for a class that neither is there nor was predicted."""
        both = np.diag(self.counts)
        either = self.counts.sum(axis=0) + self.counts.sum(axis=1) - both
        return np.divide(both, either, out=np.full(len(both), np.nan), where=either > 0)

    def mean_intersection_over_union(self) -> float | None:
        """Of the classes that are there or were predicted, if any is."""
        ratios = self.intersection_over_union()
        known = ratios[~np.isnan(ratios)]
        return float(known.mean()) if known.size else None


def _mean(precision: npt.NDArray[np.float64]) -> float:
    known = precision[precision > -1]
    return float(known.mean()) if known.size else -1.0
