"""Images and weights as functions of their indices, equal to the last bit in every language."""

import numpy as np


def hash32(index, seed):
  """index: an array of integers. All arithmetic is modulo 2^32."""
  h = np.asarray(index).astype(np.uint32) * np.uint32(0x9E3779B1)
  h = h + np.uint32(seed * 0x85EBCA77 % 2**32)
  h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
  h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
  return h ^ (h >> np.uint32(16))


def unit(index, seed):
  """In [-1, 1), in steps of 2^-23."""
  return (hash32(index, seed) >> np.uint32(8)).astype(np.float64) / 2**23 - 1


def ten_bits(index, seed):
  """In [-1, 1), in steps of 2^-9."""
  return (hash32(index, seed) >> np.uint32(22)).astype(np.float64) / 512 - 1


def images(batch, height, width, seed):
  """Normalised images [batch, 3, height, width], exact in float32."""
  b, c, y, x = np.ogrid[:batch, :3, :height, :width]
  plane = b * 3 + c
  coarse = (plane * -(-height // 12) + y // 12) * -(-width // 12) + x // 12
  fine = (plane * height + y) * width + x
  return 2 * ten_bits(coarse, 2 * seed) + 0.5 * ten_bits(fine, 2 * seed + 1)


def weight(mode, name, position, shape):
  """A tensor in PyTorch's layout; position is its name's among those of all tensors."""
  index = np.arange(np.prod(shape)).reshape(shape)
  if mode == "sin":
    return (0.02 * np.sin(0.37 * index + position)).astype(np.float32)
  assert mode == "hash", mode
  values = unit(index, 1000 + position)
  if name in ("pos_embed", "cls_token"):
    return (values / 4).astype(np.float32)
  scale = len(shape) == 1 and name.endswith("weight")
  return (values / 32 + (1 if scale else 0)).astype(np.float32)


def check_test_vectors():
  """The generators' own, from the description of the reference."""
  vectors = {
      (0, 0): 0, (1, 0): 1834104592, (0, 1): 3298878556, (12345, 1000): 3661596749,
      (4294967295, 7): 1465569631, (1000000, 200): 1156204677}
  for (index, seed), expected in vectors.items():
    assert hash32([index], seed) == expected, (index, seed)
  assert unit([0], 1000) == -0.6791650056838989
  assert unit([2], 1001) == -0.6399024724960327
  assert ten_bits([0], 200) == 0.99609375
  assert ten_bits([5], 201) == -0.119140625
  example = images(2, 224, 224, 100)
  assert example[0, 0, 0, :4].tolist() == [1.76171875, 2.171875, 2.3837890625, 1.544921875]
  assert example.sum() == 2961.8330078125
