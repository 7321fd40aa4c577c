#!/usr/bin/env python3
"""Fine-tunes a detector, backbone included, on the TFRecords of `tfpipeline convert`.

  ./tfpipeline convert --format voc --input raccoon --output raccoon-records
  tools/python/examples/finetune_detection.py --saved-model runs/quickstart/saved_model --records raccoon-records \\
      --output raccoon-detector --steps 250

A fixed fifth of the images, chosen by their names, is kept for evaluation. OUTPUT gets the detector (detector.json and
detector.weights.h5), COCO's average precision (metrics.json), what was found in the images kept (detections.json, in
COCO's form) and a picture of it (detections.jpg).
"""

import argparse
import json
import sys

import keras

from tfpipeline_backbone import InputError, load_backbone
from tfpipeline_backbone.commands import parser, positive, run
from tfpipeline_backbone.detection import (
    DetectorConfig,
    build_detector,
    compile_detector,
    detect,
    save_detector,
)
from tfpipeline_backbone.drawing import draw_detections
from tfpipeline_backbone.evaluation import average_precision, results
from tfpipeline_backbone.records import class_names, detection_batches, read_records, split
from tfpipeline_backbone.training import fit


def arguments() -> argparse.Namespace:
    """The command line."""
    options = parser(__doc__, "boxes")
    options.add_argument("--neck", choices=["taps", "simple"], default="taps", help="(default: %(default)s)")
    options.add_argument("--head-layers", type=positive, default=1, help="convolutions (default: %(default)s)")
    options.add_argument("--overfit", type=positive, metavar="N", help="train and evaluate on the first N images")
    return options.parse_args()


def finetune(options: argparse.Namespace) -> None:
    """Trains, evaluates and writes."""
    keras.utils.set_random_seed(options.seed)
    examples = read_records(options.records)
    classes = class_names(options.records, examples, "image/object/class/label")
    train, held_out = split(examples)
    if options.overfit:
        train = held_out = train[: options.overfit]
    if len(train) < options.batch or not held_out:
        raise InputError(f"{options.records} has {len(examples)} images, too few for batches of {options.batch}.")
    config = DetectorConfig(tuple(classes), options.image_size, options.neck, options.channels, options.head_layers)
    detector = build_detector(load_backbone(options.saved_model), config)
    compile_detector(detector, options.steps, options.learning_rate)
    weights = sum(v.shape.num_elements() for v in detector.trainable_variables)
    print(f"Training {weights:,} weights on {len(train)} images, {len(held_out)} kept for evaluation")

    batches = detection_batches(train, options.image_size, options.batch, options.seed)
    losses, seconds = fit(detector, batches, options.steps)

    found = detect(detector, held_out)
    precision = average_precision(held_out, found, classes)
    save_detector(detector, config, options.output)
    metrics = {**precision.summary, "by_class": precision.by_class, "seconds": seconds, "loss": losses}
    (options.output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (options.output / "detections.json").write_text(json.dumps(results(found)) + "\n", encoding="utf-8")
    picture = options.output / "detections.jpg"
    draw_detections(held_out[:6], found[:6], classes).save(picture, quality=88)
    print(f"Trained for {seconds:.0f} s, {seconds / options.steps:.2f} s a step\n\n{precision.table()}\n")
    print(f"Detector  {options.output}\nPicture   {picture}")


if __name__ == "__main__":
    sys.exit(run(finetune, arguments()))
