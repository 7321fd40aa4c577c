"""SelfPatch's backbone and head and DINO's backbone in NumPy, from the weights of an export: an
independent computation of what a SavedModel must give for images of the training size."""

import math

import numpy as np

_MEAN = np.array([0.485, 0.456, 0.406])
_STANDARD_DEVIATION = np.array([0.229, 0.224, 0.225])
_erf = np.vectorize(math.erf)


class _Layers:
  """weights: arrays by variable name; linear weights are [in, out], convolutions HWIO."""

  def __init__(self, weights, heads):
    self._weights = {name: value.astype(np.float64) for name, value in weights.items()}
    self._heads = heads
    self._depth = len({name.split(".")[1] for name in weights if name.startswith("blocks.")})

  def _patches(self, images):
    images = (images - _MEAN) / _STANDARD_DEVIATION
    kernel = self._weights["patch_embed.proj.weight"]
    size, width = kernel.shape[0], kernel.shape[3]
    batch, height, breadth, _ = images.shape
    cut = images.reshape(batch, height // size, size, breadth // size, size, 3)
    flat = cut.transpose(0, 1, 3, 2, 4, 5).reshape(batch, height // size, breadth // size, -1)
    return flat @ kernel.reshape(-1, width) + self._weights["patch_embed.proj.bias"]

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
    """Returns all outputs of the SavedModel by key, for every block."""
    grid = self._patches(images)
    batch, rows, columns, width = grid.shape
    tokens = grid.reshape(batch, rows * columns, width) + self._weights["pos_embed"]
    outputs = {}
    for i in range(self._depth):
      tokens, _ = self._block(f"blocks.{i}.", tokens)
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
    """Returns all outputs of the SavedModel by key, for every block."""
    grid = self._patches(images)
    batch, rows, columns, width = grid.shape
    token = np.broadcast_to(self._weights["cls_token"], (batch, 1, width))
    patches = grid.reshape(batch, rows * columns, width)
    tokens = np.concatenate([token, patches], axis=1) + self._weights["pos_embed"]
    outputs = {}
    for i in range(self._depth):
      tokens, attention = self._block(f"blocks.{i}.", tokens)
      normalized = self._norm("norm", tokens)
      outputs[f"block_{i}"] = normalized[:, 1:].reshape(grid.shape)
    outputs["patch_tokens"] = outputs[f"block_{self._depth - 1}"]
    outputs["embedding"] = normalized[:, 0]
    outputs["attention"] = attention[:, :, 0, 1:].reshape(batch, self._heads, rows, columns)
    return outputs
