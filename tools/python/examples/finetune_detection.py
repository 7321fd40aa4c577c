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
import pathlib
import sys
import time

import keras

from tfpipeline_backbone import InputError, load_backbone
from tfpipeline_backbone.commands import positive, run
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
from tfpipeline_backbone.training import PrintedLoss


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saved-model", type=pathlib.Path, required=True, help="folder of the backbone's SavedModel")
    parser.add_argument("--records", type=pathlib.Path, required=True, help="folder of TFRecords with boxes")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="folder to write to")
    parser.add_argument("--steps", type=positive, default=250, help="training steps (default: %(default)s)")
    parser.add_argument("--batch", type=positive, default=8, help="images a step (default: %(default)s)")
    parser.add_argument("--image-size", type=positive, default=256, help="side of the square (default: %(default)s)")
    parser.add_argument("--learning-rate", type=float, default=5e-4, help="its largest (default: %(default)s)")
    parser.add_argument("--neck", choices=["taps", "simple"], default="taps", help="(default: %(default)s)")
    parser.add_argument("--channels", type=positive, default=128, help="of the pyramid (default: %(default)s)")
    parser.add_argument("--head-layers", type=positive, default=1, help="convolutions (default: %(default)s)")
    parser.add_argument("--overfit", type=positive, metavar="N", help="train and evaluate on the first N images")
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    return parser.parse_args()


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

    started = time.monotonic()
    printed = PrintedLoss(options.steps, every=max(1, options.steps // 10))
    batches = detection_batches(train, options.image_size, options.batch, options.seed)
    detector.fit(batches, steps_per_epoch=options.steps, verbose=0, callbacks=[printed])
    seconds = time.monotonic() - started

    found = detect(detector, held_out)
    precision = average_precision(held_out, found, classes)
    save_detector(detector, config, options.output)
    metrics = {**precision.summary, "by_class": precision.by_class, "seconds": seconds, "loss": printed.losses}
    (options.output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (options.output / "detections.json").write_text(json.dumps(results(found)) + "\n", encoding="utf-8")
    picture = options.output / "detections.jpg"
    draw_detections(held_out[:6], found[:6], classes).save(picture, quality=88)
    print(f"Trained for {seconds:.0f} s, {seconds / options.steps:.2f} s a step\n\n{precision.table()}\n")
    print(f"Detector  {options.output}\nPicture   {picture}")


if __name__ == "__main__":
    sys.exit(run(finetune, arguments()))
