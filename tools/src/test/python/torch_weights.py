"""Weights as files of DINO, SelfPatch and timm hold them: names, layouts and shapes, with numbers that are nobody's."""

import numpy as np

import closed_form

WIDTH, DEPTH, HEADS, PATCH = 16, 2, 2, 8
HIDDEN, BOTTLENECK, PROTOTYPES = 16, 8, 16


def backbone(grid, seed, class_token):
  """timm's names, which are DINO's and SelfPatch's, too."""
  shapes = {
      "pos_embed": (1, grid * grid + class_token, WIDTH),
      "patch_embed.proj.weight": (WIDTH, 3, PATCH, PATCH),
      "patch_embed.proj.bias": (WIDTH,)}
  if class_token:
    shapes["cls_token"] = (1, 1, WIDTH)
    shapes |= _layer("norm", WIDTH)
  for i in range(DEPTH):
    shapes |= _layer(f"blocks.{i}.attn.qkv", 3 * WIDTH, WIDTH) | _rest_of_block(f"blocks.{i}.")
  return _numbers(shapes, seed)


def aggregation(seed):
  """SelfPatch's head."""
  shapes = {"ca_head.cls_token": (1, 1, WIDTH)} | _layer("ca_head.norm", WIDTH)
  for i in range(2):
    block = f"ca_head.cls_blocks.{i}."
    shapes |= _rest_of_block(block)
    for part in "qkv":
      shapes |= _layer(f"{block}attn.{part}", WIDTH, WIDTH)
  return _numbers(shapes, seed)


def projection(name, seed, prototypes=PROTOTYPES):
  """A projection head."""
  shapes = (
      _layer(f"{name}.mlp.0", HIDDEN, WIDTH)
      | _layer(f"{name}.mlp.2", HIDDEN, HIDDEN)
      | _layer(f"{name}.mlp.4", BOTTLENECK, HIDDEN))
  shapes[f"{name}.last_layer.weight_g"] = (prototypes, 1)
  shapes[f"{name}.last_layer.weight_v"] = (prototypes, BOTTLENECK)
  return _numbers(shapes, seed)


def ours(weights):
  """The same in our layouts."""
  axes = {1: [0], 2: [1, 0], 3: [0, 1, 2], 4: [2, 3, 1, 0]}
  return {name: value.astype(np.float32).transpose(axes[value.ndim]) for name, value in weights.items()}


def _layer(name, *shape):
  return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def _rest_of_block(name):
  return (
      _layer(f"{name}norm1", WIDTH)
      | _layer(f"{name}attn.proj", WIDTH, WIDTH)
      | _layer(f"{name}norm2", WIDTH)
      | _layer(f"{name}mlp.fc1", 4 * WIDTH, WIDTH)
      | _layer(f"{name}mlp.fc2", WIDTH, 4 * WIDTH))


def _numbers(shapes, seed):
  # Eight times those of the reference, so that every layer counts.
  return {
      name: 8 * closed_form.weight("hash", name, 1000 * seed + i, shape)
      for i, (name, shape) in enumerate(sorted(shapes.items()))}
