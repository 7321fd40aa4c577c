"""SelfPatch's backbone and head and DINO's backbone in NumPy, in float64: an independent computation
of what a SavedModel must give."""

import math

import numpy as np

_MEAN = np.array([0.485, 0.456, 0.406])
_STANDARD_DEVIATION = np.array([0.229, 0.224, 0.225])
_erf = np.vectorize(math.erf)


def normalize(images):
  return (images - _MEAN) / _STANDARD_DEVIATION


def undo_normalize(images):
  return images * _STANDARD_DEVIATION + _MEAN


def _bicubic(target, grid):
  """The matrix [target, grid] that resamples one axis of a position embedding."""
  matrix = np.zeros([target, grid])
  # Not the ratio of the sizes: the official code adds a tenth, and PyTorch rounds the step.
  step = float(np.float32(grid / (target + 0.1)))
  source = (np.arange(target) + 0.5) * step - 0.5
  floor = np.floor(source)
  for tap in (floor - 1, floor, floor + 1, floor + 2):
    cell = np.clip(tap, 0, grid - 1).astype(int)
    matrix[np.arange(target), cell] += _keys(np.abs(source - tap))
  return matrix


def _keys(x, a=-0.75):
  near = (a + 2) * x**3 - (a + 3) * x**2 + 1
  far = a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a
  return np.where(x <= 1, near, far)


class _Layers:
  """weights: arrays by variable name; linear weights are [in, out], convolutions HWIO."""

  def __init__(self, weights, heads):
    self._weights = {name: value.astype(np.float64) for name, value in weights.items()}
    self._heads = heads
    self._depth = len({name.split(".")[1] for name in weights if name.startswith("blocks.")})

  def _patches(self, images):
    images = normalize(images)
    kernel = self._weights["patch_embed.proj.weight"]
    size, width = kernel.shape[0], kernel.shape[3]
    batch, height, breadth, _ = images.shape
    cut = images.reshape(batch, height // size, size, breadth // size, size, 3)
    flat = cut.transpose(0, 1, 3, 2, 4, 5).reshape(batch, height // size, breadth // size, -1)
    return flat @ kernel.reshape(-1, width) + self._weights["patch_embed.proj.bias"]

  def _positions(self, images, grid):
    """The embedding of all tokens; what does not belong to a patch comes first and stays."""
    embedding = self._weights["pos_embed"]
    rows, columns = grid.shape[1:3]
    side = math.isqrt(embedding.shape[1])
    if images.shape[1] == images.shape[2] and rows * columns == side * side:
      return embedding
    others, patches = np.split(embedding, [embedding.shape[1] - side * side], axis=1)
    square = patches.reshape(side, side, -1)
    resampled = np.einsum(
        "yr,xc,rcw->yxw", _bicubic(rows, side), _bicubic(columns, side), square, optimize=True)
    return np.concatenate([others, resampled.reshape(1, rows * columns, -1)], axis=1)

  def _block(self, name, tokens):
    normalized = self._norm(name + "norm1", tokens)
    query, key, value = np.split(self._linear(name + "attn.qkv", normalized), 3, axis=-1)
    mixed, attention = self._attend(query, key, value)
    tokens = tokens + self._linear(name + "attn.proj", mixed)
    return tokens + self._mlp(name, tokens), attention

  def _attend(self, query, key, value):
    query, key, value = (self._by_head(x) for x in (query, key, value))
    scores = query @ key.swapaxes(-1, -2) / math.sqrt(query.shape[-1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    mixed = (weights @ value).transpose(0, 2, 1, 3)
    return mixed.reshape(*mixed.shape[:2], -1), weights

  def _by_head(self, x):
    return x.reshape(*x.shape[:2], self._heads, -1).transpose(0, 2, 1, 3)

  def _mlp(self, name, tokens):
    hidden = self._linear(name + "mlp.fc1", self._norm(name + "norm2", tokens))
    return self._linear(name + "mlp.fc2", hidden * (1 + _erf(hidden / math.sqrt(2))) / 2)

  def _linear(self, name, x):
    return x @ self._weights[name + ".weight"] + self._weights[name + ".bias"]

  def _norm(self, name, x):
    centered = x - x.mean(axis=-1, keepdims=True)
    scaled = centered / np.sqrt((centered**2).mean(axis=-1, keepdims=True) + 1e-6)
    return scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"]


class SelfPatch(_Layers):

  def __call__(self, images):
    """Returns all outputs of the SavedModel by key, for every block, and what they are made of."""
    grid = self._patches(images)
    batch, rows, columns, width = grid.shape
    outputs = {"positions": self._positions(images, grid)}
    tokens = grid.reshape(batch, rows * columns, width) + outputs["positions"]
    for i in range(self._depth):
      tokens, _ = self._block(f"blocks.{i}.", tokens)
      outputs[f"tokens_{i}"] = tokens
      outputs[f"block_{i}"] = tokens.reshape(grid.shape)
    outputs["patch_tokens"] = outputs[f"block_{self._depth - 1}"]

    token = np.broadcast_to(self._weights["ca_head.cls_token"], (batch, 1, width))
    for i in range(2):
      token, attention = self._class_block(f"ca_head.cls_blocks.{i}.", token, tokens)
    outputs["embedding"] = self._norm("ca_head.norm", token)[:, 0]
    outputs["attention"] = attention[:, :, 0, 1:].reshape(batch, self._heads, rows, columns)
    return outputs

  def _class_block(self, name, token, tokens):
    seen = self._norm(name + "norm1", np.concatenate([token, tokens], axis=1))
    mixed, attention = self._attend(
        self._linear(name + "attn.q", seen[:, :1]),
        self._linear(name + "attn.k", seen),
        self._linear(name + "attn.v", seen))
    token = token + self._linear(name + "attn.proj", mixed)
    return token + self._mlp(name, token), attention


class Dino(_Layers):

  def __call__(self, images):
    """Returns all outputs of the SavedModel by key, for every block, and what they are made of."""
    grid = self._patches(images)
    batch, rows, columns, width = grid.shape
    token = np.broadcast_to(self._weights["cls_token"], (batch, 1, width))
    patches = grid.reshape(batch, rows * columns, width)
    outputs = {"positions": self._positions(images, grid)}
    tokens = np.concatenate([token, patches], axis=1) + outputs["positions"]
    for i in range(self._depth):
      tokens, attention = self._block(f"blocks.{i}.", tokens)
      normalized = self._norm("norm", tokens)
      outputs[f"tokens_{i}"] = normalized
      outputs[f"block_{i}"] = normalized[:, 1:].reshape(grid.shape)
    outputs["patch_tokens"] = outputs[f"block_{self._depth - 1}"]
    outputs["embedding"] = normalized[:, 0]
    outputs["whole_attention"] = attention
    outputs["attention"] = attention[:, :, 0, 1:].reshape(batch, self._heads, rows, columns)
    return outputs
