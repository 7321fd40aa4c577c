"""Checks what became of the files of write_weights.py. Argument: the folder, with each file's SavedModel beside it under its
name, and for selfpatch what was exported from it as safetensors again."""

import os
import sys

import numpy as np
import safetensors.numpy
import tensorflow as tf

import checks
import numpy_networks
import torch_weights

FOLDER = sys.argv[1]
backbone = torch_weights.backbone


def images(height=64, width=64):
  return np.random.default_rng(0).random([2, height, width, 3], np.float32)


def assert_close(actual, expected, tolerance=1e-4):
  actual, expected = np.asarray(actual), np.asarray(expected)
  assert actual.shape == expected.shape, (actual.shape, expected.shape)
  error = np.abs(actual - expected).max()
  assert error <= tolerance * max(1, np.abs(expected).max()), (error, np.abs(expected).max())


def compare(name, network, weights, keys, *sizes):
  model = tf.saved_model.load(os.path.join(FOLDER, name))
  expected = network(torch_weights.ours(weights), torch_weights.HEADS)
  for size in sizes or [(64, 64), (96, 72)]:
    batch = images(*size)
    outputs = {**model(batch), **model.intermediate(batch), **model.attention(batch)}
    for key in keys:
      assert_close(outputs[key], expected(batch)[key])


EVERYTHING = ["patch_tokens", "embedding", "block_0", "block_1", "attention"]


def check_dino():
  compare("dino", numpy_networks.Dino, backbone(8, 1, class_token=True), EVERYTHING)


def check_dino_everything_keeps_the_networks_apart():
  compare("dino_everything", numpy_networks.Dino, backbone(8, 3, class_token=True), EVERYTHING)
  student = backbone(8, 2, class_token=True)
  compare("dino_everything_student", numpy_networks.Dino, student, EVERYTHING)
  reader = tf.train.load_checkpoint(os.path.join(FOLDER, "dino_everything-run/checkpoints/step-00000000"))
  for network, seed in [("student", 2), ("teacher", 3)]:
    for name, value in torch_weights.ours(torch_weights.projection("head", seed)).items():
      assert_close(reader.get_tensor(f"{network}/{name}"), value, tolerance=0)


def halves(weights):
  return {name: value.astype(np.float16) for name, value in weights.items()}


def check_timm_gives_at_the_new_size_what_it_gave_at_that_size():
  weights = halves(backbone(5, 4, class_token=True))
  # The embedding is resampled once for good, so other sizes than the new training size differ.
  compare("timm", numpy_networks.Dino, weights, EVERYTHING, (64, 64))


def check_a_network_without_class_token_takes_the_patches_of_one_with_it():
  weights = halves(backbone(5, 4, class_token=True))
  weights["pos_embed"] = weights["pos_embed"][:, 1:]
  del weights["cls_token"]
  model = tf.saved_model.load(os.path.join(FOLDER, "timm_selfpatch"))
  head = {v.name.removesuffix(":0"): v.numpy() for v in model.variables if v.name.startswith("ca_head")}
  expected = numpy_networks.SelfPatch(torch_weights.ours(weights) | head, torch_weights.HEADS)(images())
  assert_close(model(images())["patch_tokens"], expected["patch_tokens"])


def check_selfpatch():
  weights = backbone(8, 5, class_token=False) | torch_weights.aggregation(6)
  compare("selfpatch", numpy_networks.SelfPatch, weights, EVERYTHING)


def check_the_official_reader_finds_what_was_imported():
  file = os.path.join(FOLDER, "selfpatch-again.safetensors")
  expected = backbone(8, 5, class_token=False) | torch_weights.aggregation(6)
  actual = safetensors.numpy.load_file(file)
  assert actual.keys() == expected.keys(), actual.keys() ^ expected.keys()
  for name, value in expected.items():
    assert_close(actual[name], value, tolerance=0)
  with safetensors.safe_open(file, "numpy") as opened:
    assert opened.metadata() == {"format": "pt", "heads": str(torch_weights.HEADS)}, opened.metadata()


checks.run(__name__)
