"""The multi-crop transform of the official code of DINO and SelfPatch, with torchvision and Pillow; docs/method.md, section 2."""

import random

from PIL import ImageFilter, ImageOps
from torchvision import transforms

BICUBIC = transforms.InterpolationMode.BICUBIC
GLOBAL = {"size": 224, "scale": (0.25, 1)}
LOCAL = {"size": 96, "scale": (0.05, 0.25)}
LOCALS = 8


class Blur:
    def __init__(self, probability):
        self.probability = probability

    def __call__(self, image):
        if random.random() >= self.probability:
            return image
        return image.filter(ImageFilter.GaussianBlur(radius=random.uniform(0.1, 2)))


class Solarize:
    def __init__(self, probability):
        self.probability = probability

    def __call__(self, image):
        return ImageOps.solarize(image) if random.random() < self.probability else image


class Crops:
    """Boxes, resizing and flips alone."""

    def __init__(self):
        flip = transforms.RandomHorizontalFlip(0.5)
        views = [GLOBAL] * 2 + [LOCAL] * LOCALS
        self.views = [transforms.Compose([crop(**view), flip]) for view in views]

    def __call__(self, image):
        return [view(image) for view in self.views]


class Everything:
    """With all of the colours, as normalised tensors."""

    def __init__(self):
        views = [view(GLOBAL, Blur(1)), view(GLOBAL, Blur(0.1), Solarize(0.2))]
        self.views = views + [view(LOCAL, Blur(0.5))] * LOCALS

    def __call__(self, image):
        return [view(image) for view in self.views]


def crop(size, scale):
    return transforms.RandomResizedCrop(size, scale=scale, interpolation=BICUBIC)


def view(of_size, *blur_and_solarize):
    jitter = transforms.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.2, hue=0.1)
    return transforms.Compose(
        [
            crop(**of_size),
            transforms.RandomHorizontalFlip(0.5),
            transforms.RandomApply([jitter], p=0.8),
            transforms.RandomGrayscale(0.2),
            *blur_and_solarize,
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
