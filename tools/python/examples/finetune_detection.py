#!/usr/bin/env python3
"""Fine-tunes a detector, backbone included, on the TFRecords of `tfpipeline convert`.

  ./tfpipeline convert --format voc --input raccoon --output raccoon-records
  tools/python/examples/finetune_detection.py --saved-model runs/quickstart/saved_model --records raccoon-records \\
      --output raccoon-detector --steps 250

A fixed fifth of the images, chosen by their names, is kept for evaluation. When training is over, and not before,
OUTPUT gets the detector (detector.json and detector.weights.h5), COCO's average precision (metrics.json), the images
kept and what was found in them (ground_truth.json and detections.json, in COCO's forms) and a picture of it
(detections.jpg).
"""

import argparse
import sys

import keras

from tfpipeline_backbone import InputError, load_backbone
from tfpipeline_backbone.commands import parser, parts, positive, run, tune, write_json
from tfpipeline_backbone.detection import (
    DetectorConfig,
    build_detector,
    compile_detector,
    detect,
    save_detector,
)
from tfpipeline_backbone.drawing import draw_detections
from tfpipeline_backbone.evaluation import average_precision, ground_truth, results
from tfpipeline_backbone.records import box_classes, check_images, detection_batches, read_records


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
    check_images(examples)
    classes = tuple(box_classes(options.records, examples))
    train, held_out = parts(options, examples)
    if options.overfit:
        if not options.batch <= options.overfit <= len(train):
            raise InputError(
                f"--overfit must be from the batch, {options.batch}, to the {len(train)} images to train on."
            )
        train = held_out = train[: options.overfit]
    config = DetectorConfig(classes, options.image_size, options.neck, options.channels, options.head_layers)
    detector = build_detector(load_backbone(options.saved_model), config)
    compile_detector(detector, options.steps, options.learning_rate)
    batches = detection_batches(train, options.image_size, options.batch, options.seed)
    metrics = tune(options, detector, batches, train, held_out)
    save_detector(detector, config, options.output)

    found = detect(detector, held_out)
    precision = average_precision(held_out, found, classes)
    write_json(options.output / "metrics.json", {**precision.summary, "by_class": precision.by_class, **metrics})
    write_json(options.output / "detections.json", results(found))
    write_json(options.output / "ground_truth.json", ground_truth(held_out, classes))
    picture = options.output / "detections.jpg"
    draw_detections(held_out[:6], found[:6], classes).save(picture, quality=88)
    seconds = metrics["seconds"]
    print(f"Trained for {seconds:.0f} s, {seconds / options.steps:.2f} s a step\n\n{precision.table()}\n")
    print(f"Detector  {options.output}\nPicture   {picture}")


if __name__ == "__main__":
    sys.exit(run(finetune, arguments()))
