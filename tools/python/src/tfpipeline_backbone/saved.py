"""Fine-tuned models on disk: `NAME.json`, what the model is made of, and `NAME.weights.h5`, backbone included."""

import dataclasses
import json
import os
import pathlib
from collections.abc import Callable
from typing import Any, TypeVar

from tfpipeline_backbone.backbone import Backbone, BackboneForm, load_backbone
from tfpipeline_backbone.errors import InputError

Config = TypeVar("Config")
"""A dataclass with a field `classes` that `build` in `load` makes a model of."""


def save(name: str, model: Any, config: Any, form: BackboneForm, directory: str | os.PathLike[str]) -> None:
    """Writes both files for a model on a backbone of such a form.

    The optimizer's state, twice as much as the weights, is left out.
    """
    folder = pathlib.Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    fields = {**dataclasses.asdict(config), "backbone": dataclasses.asdict(form)}
    (folder / f"{name}.json").write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")
    optimizer = getattr(model, "optimizer", None)
    model.optimizer = None
    try:
        model.save_weights(folder / f"{name}.weights.h5")
    finally:
        model.optimizer = optimizer


def load(
    name: str,
    config_type: Callable[..., Config],
    build: Callable[[Backbone, Config], Any],
    directory: str | os.PathLike[str],
    saved_model: str | os.PathLike[str],
) -> tuple[Any, Config]:
    """Reads both files. The SavedModel is of any backbone of the same form: its weights are replaced.

    Raises:
      InputError: a file is missing or damaged, or the backbone is another network or has other taps.
    """
    folder = pathlib.Path(directory)
    config, form = _read_config(folder, name, config_type)
    backbone = load_backbone(saved_model)
    if backbone.form != form:
        raise InputError(
            f"The {name} in {folder} is on a {form}, and {saved_model} is a {backbone.form}; "
            "give an export of the same network and taps."
        )
    model = build(backbone, config)
    # The one that KerasHub begins with would look for its state.
    model.optimizer = None
    weights = folder / f"{name}.weights.h5"
    try:
        model.load_weights(weights)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{weights} is missing, damaged, or of another {name}; save it again.") from error
    return model, config


def _read_config(folder: pathlib.Path, name: str, config_type: Callable[..., Config]) -> tuple[Config, BackboneForm]:
    file = folder / f"{name}.json"
    if not file.is_file():
        raise InputError(f"{folder} has no {file.name}, so no {name} was saved there.")
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        form = fields.pop("backbone")
        return (
            config_type(**{**fields, "classes": tuple(fields["classes"])}),
            BackboneForm(**{**form, "taps": tuple(form["taps"])}),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{file} is not what save_{name} wrote; save the {name} again.") from error
