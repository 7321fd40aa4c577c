"""The examples as their users run them, in this process."""

import argparse
import importlib.util
import json
import pathlib
import sys

import pytest
from PIL import Image
from pycocotools.coco import COCO

from tfpipeline_backbone.commands import parser, run

EXAMPLES = pathlib.Path(__file__).resolve().parents[1] / "examples"
SMALL = ["--batch", "2", "--image-size", "64", "--channels", "8"]


def execute(monkeypatch: pytest.MonkeyPatch, name: str, *options: str) -> int:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", *options])
    return run(example.finetune, example.arguments())


def folders(saved_model: pathlib.Path, records: pathlib.Path, output: pathlib.Path) -> list[str]:
    return ["--saved-model", str(saved_model), "--records", str(records), "--output", str(output)]


def test_a_detector_is_tuned_judged_and_drawn(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    samples: pathlib.Path,
    tmp_path: pathlib.Path,
) -> None:
    options = folders(samples / "selfpatch", samples / "bccd", tmp_path)
    assert execute(monkeypatch, "finetune_detection", *options, *SMALL, "--steps", "2") == 0
    printed = capsys.readouterr().out
    assert "on 6 images, 1 kept for evaluation" in printed
    assert "step 2/2  loss" in printed
    assert "| AP | AP50 | AP75 | AP small | AP medium | AP large | AP Platelets | AP RBC | AP WBC |" in printed
    assert f"Picture   {tmp_path / 'detections.jpg'}" in printed
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert 0 <= metrics["AP"] <= 1 and len(metrics["loss"]) == 2
    truth = COCO(tmp_path / "ground_truth.json")
    assert [image["file_name"] for image in truth.loadImgs(truth.getImgIds())] == ["BloodImage_00087"]
    assert isinstance(json.loads((tmp_path / "detections.json").read_text()), list)
    assert Image.open(tmp_path / "detections.jpg").size == (320, 240)
    weights = tmp_path / "detector.weights.h5"
    assert weights.stat().st_size > 100_000
    trained = weights.read_bytes()
    assert execute(monkeypatch, "finetune_detection", *options, *SMALL, "--steps", "1") == 1
    assert f"{weights} is there already; choose another --output" in capsys.readouterr().err
    assert weights.read_bytes() == trained


def test_a_segmenter_is_tuned_judged_and_drawn(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    samples: pathlib.Path,
    tmp_path: pathlib.Path,
) -> None:
    options = folders(samples / "dino", samples / "objects", tmp_path)
    assert execute(monkeypatch, "finetune_segmentation", *options, *SMALL, "--steps", "8", "--head", "fpn") == 0
    printed = capsys.readouterr().out
    assert "on 6 images, 2 kept for evaluation" in printed and "mIoU" in printed
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["loss"][-1] < metrics["loss"][0]
    assert 0 <= metrics["miou"] <= 1 and metrics["by_class"]["background"] >= 0
    assert Image.open(tmp_path / "masks.jpg").width == 960


@pytest.mark.parametrize(
    "name,model,data,sentence,more",
    [
        ("finetune_detection", "nowhere", "raccoon", "There is no folder", []),
        ("finetune_detection", "raccoon", "raccoon", "has no saved_model.pb", []),
        ("finetune_detection", "dino", "nowhere", "There is no folder", []),
        ("finetune_detection", "dino", "dino", "has no TFRecords", []),
        ("finetune_detection", "dino", "objects", "There are no classes to detect", []),
        ("finetune_segmentation", "dino", "raccoon", "has no masks of whole images", []),
        ("finetune_detection", "dino", "raccoon", "too few for batches of 100", ["--batch", "100"]),
        ("finetune_detection", "dino", "raccoon", "--overfit must be from the batch, 2, to the 5", ["--overfit", "9"]),
        ("finetune_detection", "dino", "raccoon", "--overfit must be from the batch, 2, to the 5", ["--overfit", "1"]),
    ],
)
def test_bad_input_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    samples: pathlib.Path,
    tmp_path: pathlib.Path,
    name: str,
    model: str,
    data: str,
    sentence: str,
    more: list[str],
) -> None:
    options = folders(samples / model, samples / data, tmp_path / "out")
    assert execute(monkeypatch, name, *options, *SMALL, "--steps", "1", *more) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"{name}.py: ") and sentence in error and len(error.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name,data", [("finetune_detection", "bccd"), ("finetune_segmentation", "objects")])
def test_a_place_that_cannot_be_written_to_is_named_before_training(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    samples: pathlib.Path,
    tmp_path: pathlib.Path,
    name: str,
    data: str,
) -> None:
    (tmp_path / "file").write_text("in the way")
    options = folders(samples / "dino", samples / data, tmp_path / "file/out")
    assert execute(monkeypatch, name, *options, *SMALL, "--steps", "1") == 1
    printed = capsys.readouterr()
    assert "cannot be written to (Not a directory); choose another --output" in printed.err
    assert "step 1/1" not in printed.out


@pytest.mark.parametrize(
    "option,value",
    [
        ("--seed", "-1"),
        ("--seed", "4294967296"),
        ("--learning-rate", "-1"),
        ("--learning-rate", "nan"),
        ("--steps", "0"),
    ],
)
def test_numbers_out_of_range_are_refused(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    required = ["--saved-model", "a", "--records", "b", "--output", "c"]
    with pytest.raises(SystemExit) as refused:
        parser("", "boxes").parse_args([*required, f"{option}={value}"])
    assert refused.value.code == 2
    assert f"argument {option}: {value} is no " in capsys.readouterr().err


def test_an_interrupt_ends_without_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(options: argparse.Namespace) -> None:
        raise KeyboardInterrupt

    assert run(interrupted, argparse.Namespace()) == 130
    assert capsys.readouterr().err.startswith("Interrupted")
