#!/usr/bin/env python3
"""Fine-tunes a segmenter, backbone included, on the TFRecords of `tfpipeline convert`.

  ./tfpipeline convert --format masks --input objects --output objects-records
  tools/python/examples/finetune_segmentation.py --saved-model runs/quickstart/saved_model --records objects-records \\
      --output objects-segmenter --steps 250

A fixed fifth of the images, chosen by their names, is kept for evaluation. When training is over, and not before,
OUTPUT gets the segmenter (segmenter.json and segmenter.weights.h5), the intersection over union of each class and their
mean (metrics.json) and a picture (masks.jpg): image, mask and prediction.
"""

import argparse
import sys

import keras
import numpy as np

from tfpipeline_backbone import InputError, load_backbone
from tfpipeline_backbone.commands import parser, parts, run, tune, write_json
from tfpipeline_backbone.drawing import draw_masks
from tfpipeline_backbone.evaluation import Confusion
from tfpipeline_backbone.records import check_images, decode_mask, mask_classes, read_records, segmentation_batches
from tfpipeline_backbone.segmentation import (
    SegmenterConfig,
    build_segmenter,
    compile_segmenter,
    save_segmenter,
    segment,
)


def arguments() -> argparse.Namespace:
    """The command line."""
    options = parser(__doc__, "masks")
    options.add_argument("--head", choices=["linear", "fpn"], default="linear", help="(default: %(default)s)")
    return options.parse_args()


def finetune(options: argparse.Namespace) -> None:
    """Trains, evaluates and writes."""
    keras.utils.set_random_seed(options.seed)
    examples = [e for e in read_records(options.records) if e.mask is not None]
    if not examples:
        raise InputError(f"{options.records} has no masks of whole images.")
    check_images(examples)
    classes = tuple(mask_classes(options.records, examples))
    train, held_out = parts(options, examples)
    config = SegmenterConfig(classes, options.image_size, options.head, options.channels)
    segmenter = build_segmenter(load_backbone(options.saved_model), config)
    compile_segmenter(segmenter, options.steps, options.learning_rate)
    batches = segmentation_batches(train, options.image_size, options.batch, options.seed)
    metrics = tune(options, segmenter, batches, train, held_out)
    save_segmenter(segmenter, config, options.output)

    found = segment(segmenter, held_out)
    truth = [decode_mask(e.mask).numpy()[..., 0] for e in held_out]
    confusion = Confusion(len(classes))
    for mask, predicted in zip(truth, found, strict=True):
        confusion.add(mask, predicted)
    ratios = confusion.intersection_over_union()
    mean = confusion.mean_intersection_over_union()
    by_class = {name: None if np.isnan(ratio) else ratio for name, ratio in zip(classes, ratios.tolist(), strict=True)}
    write_json(options.output / "metrics.json", {"miou": mean, "by_class": by_class, **metrics})
    picture = options.output / "masks.jpg"
    draw_masks(held_out[:4], truth[:4], found[:4]).save(picture, quality=88)
    seconds = metrics["seconds"]
    print(f"Trained for {seconds:.0f} s, {seconds / options.steps:.2f} s a step\n")
    for name, ratio in zip(classes, ratios, strict=True):
        print(f"  {name:20} {100 * ratio:5.1f} %")
    if mean is not None:
        print(f"  {'mIoU':20} {100 * mean:5.1f} %")
    print(f"\nSegmenter  {options.output}\nPicture    {picture}")


if __name__ == "__main__":
    sys.exit(run(finetune, arguments()))
