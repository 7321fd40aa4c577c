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


def positive(text: str) -> int:
    """Reads a whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1")
    return number
