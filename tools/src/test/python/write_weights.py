"""Writes safetensors files such as are published. Argument: the folder."""

import os
import sys

import numpy as np
import safetensors.numpy

import torch_weights

FOLDER = sys.argv[1]


def save(name, weights):
  safetensors.numpy.save_file(
      {key: np.ascontiguousarray(value) for key, value in weights.items()},
      os.path.join(FOLDER, name + ".safetensors"))


def prefixed(prefix, weights):
  return {prefix + name: value for name, value in weights.items()}


backbone = torch_weights.backbone

# DINO's backbone file, and its file of everything, as wrappers name it.
save("dino", backbone(8, 1, class_token=True))
everything = {}
for network, seed in [("student", 2), ("teacher", 3)]:
  everything |= prefixed(f"{network}.module.backbone.", backbone(8, seed, class_token=True))
  everything |= prefixed(f"{network}.module.", torch_weights.projection("head", seed))
save("dino_everything", everything)

# timm's: half floats, another grid, a classifier.
timm = backbone(5, 4, class_token=True) | {"head.weight": np.ones([10, 16]), "head.bias": np.ones([10])}
save("timm", {name: value.astype(np.float16) for name, value in timm.items()})

# SelfPatch's teacher, whose patch head has other prototypes than the configuration.
selfpatch = prefixed("backbone.", backbone(8, 5, class_token=False)) | torch_weights.aggregation(6)
selfpatch |= torch_weights.projection("c_head", 7) | torch_weights.projection("p_head", 8, prototypes=24)
save("selfpatch", prefixed("module.", selfpatch))
