"""What the example commands have in common."""

import argparse
import json
import math
import pathlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.records import Annotated, split
from tfpipeline_backbone.training import fit

_INTERRUPTED = 130


def run(command: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Runs a command; where its input is to blame, prints one sentence and gives the exit status 1."""
    try:
        command(options)
    except (InputError, OSError) as error:
        print(f"{pathlib.Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return _INTERRUPTED
    return 0


def parser(description: str | None, annotations: str) -> argparse.ArgumentParser:
    """A command line with the options that all have, for records with annotations such as "boxes"."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--saved-model", type=pathlib.Path, required=True, help="folder of the backbone's SavedModel")
    options.add_argument("--records", type=pathlib.Path, required=True, help=f"folder of TFRecords with {annotations}")
    options.add_argument("--output", type=pathlib.Path, required=True, help="folder to write to")
    options.add_argument("--steps", type=positive, default=250, help="training steps (default: %(default)s)")
    options.add_argument("--batch", type=positive, default=8, help="images a step (default: %(default)s)")
    options.add_argument("--image-size", type=positive, default=256, help="side of the square (default: %(default)s)")
    options.add_argument("--learning-rate", type=rate, default=5e-4, help="its largest (default: %(default)s)")
    options.add_argument("--channels", type=positive, default=128, help="of the pyramid (default: %(default)s)")
    options.add_argument("--seed", type=seed, default=0, help="(default: %(default)s)")
    return options


def positive(text: str) -> int:
    """Reads a whole number from 1."""
    return _whole(text, 1)


def seed(text: str) -> int:
    """Reads a whole number from 0."""
    return _whole(text, 0)


def rate(text: str) -> float:
    """Reads a number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return number


def parts(options: argparse.Namespace, examples: Sequence[Annotated]) -> tuple[list[Annotated], list[Annotated]]:
    """Images to train on, enough for a batch, and to evaluate on."""
    train, held_out = split(examples)
    if len(train) < options.batch or not held_out:
        raise InputError(
            f"{options.records} has {len(train)} images to train on and {len(held_out)} to evaluate on, "
            f"too few for batches of {options.batch}; choose a smaller --batch or convert more images."
        )
    return train, held_out


def tune(
    options: argparse.Namespace, model: Any, batches: Any, train: Sequence[Annotated], held_out: Sequence[Annotated]
) -> dict[str, Any]:
    """Trains, once the output folder is there without weights; returns `seconds` and `loss`, that of every step."""
    weights = sum(v.shape.num_elements() for v in model.trainable_variables)
    print(f"Training {weights:,} weights on {len(train)} images, {len(held_out)} kept for evaluation")
    _make_folder(options.output)
    losses, seconds = fit(model, batches, options.steps)
    return {"seconds": seconds, "loss": losses}


def write_json(file: pathlib.Path, value: Any) -> None:
    """Writes a value as a JSON file."""
    file.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _make_folder(folder: pathlib.Path) -> None:
    for weights in folder.glob("*.weights.h5"):
        raise InputError(f"{weights} is there already; choose another --output, or move it away.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror}); choose another --output.") from error


def _whole(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    # TensorFlow's seeds and sizes have 32 bits.
    if not least <= number < 2**31:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from {least} to {2**31 - 1}")
    return number
