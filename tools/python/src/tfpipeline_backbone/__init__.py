"""Puts a Vision Transformer that tfpipeline pretrained under a detector or a segmenter, in Keras.

Detection needs KerasHub and pycocotools: `tfpipeline_backbone.detection`, `.evaluation`, `.drawing`.
"""

from tfpipeline_backbone.backbone import Backbone, IntermediateBlocks, load_backbone
from tfpipeline_backbone.errors import InputError
from tfpipeline_backbone.necks import FeaturePyramid, SimplePyramid

__all__ = ["Backbone", "FeaturePyramid", "InputError", "IntermediateBlocks", "SimplePyramid", "load_backbone"]
