"""Compares SavedModels of backbones with closed-form weights with numbers of the official code.
Arguments: the folder of the official cases, the folder of the SavedModels (each in STEM/WEIGHTS),
and the stems of the cases' files.

The official numbers are summaries of whole tensors: first values, mean, deviation, norm, maximum.
What a SavedModel serves whole is compared with them directly. Of DINO it serves most taps without
the class token, and the attention of that token alone. So the network in NumPy is compared with the
official numbers, too, and every single value that the SavedModel serves with that network's.
"""

import functools
import json
import os
import sys

import numpy as np
import tensorflow as tf

import checks
import closed_form
import numpy_networks

REFERENCE, SAVED_MODELS, *STEMS = sys.argv[1:]
HEADS = {"vit_tiny": 3, "vit_small": 6, "vit_base": 12}

# What the description of the official numbers suggests, relative to a tensor's largest value. On the
# project's own cases float32 arithmetic costs up to 1.1e-6; 6e-8 of it is that images are rounded to
# float32 in [0, 1] and not where the formula is exact.
TOLERANCE = 1e-5


class Backbone:
  """A SavedModel and what is known of it: the weights by a formula, and so the whole network."""

  def __init__(self, stem, reference, mode):
    self._folder = os.path.join(SAVED_MODELS, stem, mode)
    self._mode = mode
    self._order = reference["tensor_order"]
    self._shapes = reference["tensor_shapes"]
    self._heads = HEADS[reference["config"]["arch"]]
    self.dino = "cls_token" in self._shapes
    self.depth = len([name for name in self._shapes if name.endswith("norm1.weight")])

  @functools.cached_property
  def model(self):
    return tf.saved_model.load(self._folder)

  @functools.cached_property
  def network(self):
    # The cases have no weights for SelfPatch's head, which keeps its initial ones.
    head = {name: v for name, v in self._variables.items() if name.startswith("ca_head.")}
    network = numpy_networks.Dino if self.dino else numpy_networks.SelfPatch
    return network({**head, **self._weights}, self._heads)

  @functools.cached_property
  def _variables(self):
    return {v.name.removesuffix(":0"): v.numpy() for v in self.model.variables}

  @functools.cached_property
  def _weights(self):
    """The backbone's in our layout: [in, out] where PyTorch has [out, in], HWIO for OIHW."""
    axes = {2: (1, 0), 4: (2, 3, 1, 0)}
    weights = {}
    for position, name in enumerate(self._order):
      official = closed_form.weight(self._mode, name, position, self._shapes[name])
      weights[name] = official.transpose(axes.get(official.ndim, range(official.ndim)))
    return weights

  def check_variables(self):
    assert self._order == sorted(self._shapes)
    head = {name for name in self._variables if name.startswith("ca_head.")}
    assert bool(head) != self.dino
    assert self._variables.keys() - head == self._weights.keys(), self._variables.keys()
    for name, expected in self._weights.items():
      actual = self._variables[name]
      assert actual.shape == expected.shape, (name, actual.shape, expected.shape)
      # Mathematical libraries do not agree on the last bit of every sine.
      allowed = np.spacing(np.abs(expected)) if self._mode == "sin" else 0
      error = np.abs(actual - expected)
      assert np.all(error <= allowed), f"{name} is off by {error.max()}"


class Comparison:
  """One case: the images of one size."""

  def __init__(self, backbone, reference, case):
    self._backbone = backbone
    self._case = case
    self._batch = reference["config"]["batch"]
    taps = reference["config"]["taps"]
    self._taps = range(backbone.depth - taps, backbone.depth)

  @property
  def name(self):
    return f"{self._case['weights']} weights, {self._case['height']}x{self._case['width']}"

  @functools.cached_property
  def _images(self):
    """Normalised, [batch, 3, height, width], as the official network takes them."""
    case = self._case
    return closed_form.images(self._batch, case["height"], case["width"], case["image_seed"])

  @functools.cached_property
  def _rgb(self):
    """In [0, 1] but for a few, [batch, height, width, 3], as the SavedModel takes them."""
    return numpy_networks.undo_normalize(self._images.transpose(0, 2, 3, 1))

  @functools.cached_property
  def _served(self):
    model = self._backbone.model
    images = tf.constant(self._rgb, tf.float32)
    outputs = {**model(images), **model.intermediate(images), **model.attention(images)}
    return {key: value.numpy() for key, value in outputs.items()}

  def _tokens(self, key):
    """A served output as [batch, tokens, width]."""
    value = self._served[key]
    return value.reshape(self._batch, -1, value.shape[-1])

  def check_images(self):
    self._compare("input", self._images, tolerance=1e-12)

  def check_served(self):
    if not self._backbone.dino:
      for key in ["features", "features_f64"]:
        self._compare(key, self._tokens("patch_tokens"))
      self._compare_taps([self._tokens(f"block_{block}") for block in self._taps])
      return
    for key in ["cls", "cls_f64"]:
      self._compare(key, self._served["embedding"])
    # Together these two are the last tap.
    last = np.concatenate([self._tokens("embedding"), self._tokens("patch_tokens")], axis=1)
    assert_like(last, self._case["taps"][-1], "last tap")
    # The first row of attention is the class token's; its first value, on itself, is not served.
    row = self._served["attention"][0, 0].ravel()[:63]
    official = self._case["attention_last"]
    expected = official["first64"][1 : 1 + len(row)]
    assert_near(row, expected, TOLERANCE * official["max_abs"], "attention")

  def check_every_value(self):
    expected = self._backbone.network(self._rgb)
    self._compare_taps([expected[f"tokens_{block}"] for block in self._taps])
    if self._backbone.dino:
      self._compare("cls_f64", expected["embedding"])
      self._compare("attention_last", expected["whole_attention"])
    else:
      self._compare("features_f64", expected[f"tokens_{self._taps[-1]}"])
      self._compare("pos_embed", expected["positions"])
    blocks = {f"block_{block}" for block in self._taps}
    assert self._served.keys() == {"patch_tokens", "embedding", "attention"} | blocks
    for key, actual in self._served.items():
      assert_near(actual, expected[key], TOLERANCE * np.abs(expected[key]).max(), key)

  def _compare(self, key, actual, tolerance=TOLERANCE):
    assert_like(actual, self._case[key], key, tolerance)

  def _compare_taps(self, taps):
    for block, actual, expected in zip(self._taps, taps, self._case["taps"], strict=True):
      assert_like(actual, expected, f"block {block}")


def assert_like(actual, summary, what, tolerance=TOLERANCE):
  """Compares a tensor with all that a summary of the official one tells."""
  actual = np.asarray(actual, np.float64)
  assert list(actual.shape) == summary["shape"], (what, actual.shape, summary["shape"])
  found = {
      "first64": actual.ravel()[:64],
      "mean": actual.mean(),
      "std_population": actual.std(),
      "max_abs": np.abs(actual).max()}
  for key, value in found.items():
    assert_near(value, summary[key], tolerance * summary["max_abs"], f"{what}, {key}")
  assert_near(np.linalg.norm(actual), summary["l2"], tolerance * summary["l2"], f"{what}, l2")


def assert_near(actual, expected, bound, what):
  actual, expected = np.asarray(actual, np.float64), np.asarray(expected)
  assert actual.shape == expected.shape, (what, actual.shape, expected.shape)
  error = np.abs(actual - expected).max()
  # Not a number is not near either.
  assert error <= bound, f"{what}: off by {error}, where {bound} is allowed"


def checks_of(stem):
  with open(os.path.join(REFERENCE, stem + ".json"), encoding="utf-8") as file:
    reference = json.load(file)
  for mode in sorted({case["weights"] for case in reference["cases"]}):
    backbone = Backbone(stem, reference, mode)
    yield f"{stem}: {mode} weights under their official names", backbone.check_variables
    for case in reference["cases"]:
      if case["weights"] == mode:
        comparison = Comparison(backbone, reference, case)
        yield f"{stem}: {comparison.name}: images", comparison.check_images
        yield f"{stem}: {comparison.name}: official numbers", comparison.check_served
        yield f"{stem}: {comparison.name}: every value", comparison.check_every_value


def all_checks():
  yield "closed form: test vectors", closed_form.check_test_vectors
  for stem in STEMS:
    yield from checks_of(stem)


checks.report(all_checks())
