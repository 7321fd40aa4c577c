#!/usr/bin/env python3
"""Draws the crops of `tfpipeline preview` above torchvision's with the same parameters, and tells how far apart they are.

  tools/python/bench/same_parameters.py --sheet crops.png --parameters crops.json --images FOLDER --output both.png

crops.png and crops.json are what `tfpipeline preview --output crops.png --parameters crops.json` wrote, FOLDER holds the files of
the images (`tfpipeline convert --extract`). Run it with a Python that has what requirements.txt beside it lists. Under each pair
is the mean absolute difference in levels of 0 to 255.
"""

import argparse
import json
import pathlib

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

GAP = 6
LETTERS = 12


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for flag in ("--sheet", "--parameters", "--images", "--output"):
        parser.add_argument(flag, type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    drawn = json.loads(arguments.parameters.read_text())
    sheet = Image.open(arguments.sheet).convert("RGB")
    files = {path.name: path for path in arguments.images.rglob("*") if path.is_file()}
    rows = []
    for image in drawn["images"]:
        original = Image.open(files[pathlib.PurePosixPath(image["name"]).name]).convert("RGB")
        rows.append([(ours(sheet, view), theirs(original, view)) for view in image["views"]])
    page, differences = draw(rows)
    page.save(arguments.output, optimize=True)
    print(f"{len(differences)} crops, mean difference {sum(differences) / len(differences):.3f} levels, largest mean {max(differences):.3f}")


def ours(sheet, view):
    place = view["on_sheet"]
    crop = sheet.crop((place["left"], place["top"], place["left"] + place["side"], place["top"] + place["side"]))
    return crop.resize((view["size"], view["size"]), Image.Resampling.NEAREST)


def theirs(image, view):
    box = view["box"]
    size = [view["size"], view["size"]]
    crop = F.resized_crop(image, box["top"], box["left"], box["height"], box["width"], size, InterpolationMode.BICUBIC)
    if view["flip"]:
        crop = F.hflip(crop)
    if view["jitter"]:
        adjust = {
            "brightness": F.adjust_brightness,
            "contrast": F.adjust_contrast,
            "saturation": F.adjust_saturation,
            "hue": F.adjust_hue,
        }
        for name in view["jitter"]["order"]:
            crop = adjust[name](crop, view["jitter"][name])
    if view["gray"]:
        crop = F.rgb_to_grayscale(crop, num_output_channels=3)
    if view["blur_radius"]:
        crop = crop.filter(ImageFilter.GaussianBlur(view["blur_radius"]))
    return ImageOps.solarize(crop) if view["solarize"] else crop


def draw(rows):
    width = GAP + sum(one.width + GAP for one, _ in rows[0])
    height = GAP + sum(2 * row_side(row) + LETTERS + GAP + 2 for row in rows)
    page = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(page)
    differences = []
    top = GAP
    for row in rows:
        left = GAP
        for one, other in row:
            page.paste(one, (left, top))
            page.paste(other, (left, top + one.height + 2))
            difference = sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3
            differences.append(difference)
            pen.text((left, top + 2 * one.height + 2), f"{difference:.2f}", fill="black")
            left += one.width + GAP
        top += 2 * row_side(row) + LETTERS + GAP + 2
    return page, differences


def row_side(row):
    return max(one.height for one, _ in row)


if __name__ == "__main__":
    main()
