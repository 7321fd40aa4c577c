"""What the example commands have in common."""

import argparse
import pathlib
import sys
from collections.abc import Callable

from tfpipeline_backbone.errors import InputError


def run(command: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Runs a command; where its input is to blame, prints one sentence and gives the exit status 1."""
    try:
        command(options)
    except (InputError, OSError) as error:
        print(f"{pathlib.Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 1
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
    options.add_argument("--learning-rate", type=float, default=5e-4, help="its largest (default: %(default)s)")
    options.add_argument("--channels", type=positive, default=128, help="of the pyramid (default: %(default)s)")
    options.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    return options


def positive(text: str) -> int:
    """Reads a whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1")
    return number
