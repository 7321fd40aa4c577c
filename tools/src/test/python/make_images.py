"""Writes one picture as the kinds of files that cameras, scanners and programs make of it.
Arguments: the picture and the folder to fill."""

import os
import struct
import sys

import numpy as np
from PIL import Image

PICTURE, FOLDER = sys.argv[1:]

RGB = Image.open(PICTURE).convert("RGB").crop((0, 0, 35, 47))  # Odd sides: blocks are cut off.
GRAY = RGB.convert("L")
CMYK = RGB.convert("CMYK")
RGBA = Image.merge("RGBA", (*RGB.split(), GRAY))
DEEP = Image.fromarray(np.asarray(GRAY, np.uint16) * 257 - 100)


def exif(orientation):
  tags = Image.Exif()
  tags[0x0112] = orientation
  return tags


def save(name, image=RGB, **options):
  image.save(os.path.join(FOLDER, name), **options)


def edit(source, name, change):
  with open(os.path.join(FOLDER, source), "rb") as file:
    content = change(bytearray(file.read()))
  with open(os.path.join(FOLDER, name), "wb") as file:
    file.write(content)


def segments(jpeg):
  """Splits off the segments before the first scan: [(marker, start, end)]."""
  found, at = [], 2
  while jpeg[at + 1] != 0xDA:
    end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    found.append((jpeg[at + 1], at, end))
    at = end
  return found


def without_adobe(jpeg):
  for marker, start, end in segments(jpeg):
    if marker == 0xEE:
      return jpeg[:start] + jpeg[end:]
  raise ValueError("no Adobe segment")


def as_ycck(jpeg):
  for marker, _, end in segments(jpeg):
    if marker == 0xEE:
      jpeg[end - 1] = 2
  return jpeg


def on_larger_canvas(webp):
  """Lets a canvas of 60 x 50 begin 8 columns to the left of the first frame and 2 rows above."""
  canvas, frame = webp.index(b"VP8X") + 12, webp.index(b"ANMF") + 8
  webp[canvas : canvas + 6] = (59).to_bytes(3, "little") + (49).to_bytes(3, "little")
  webp[frame : frame + 6] = (4).to_bytes(3, "little") + (1).to_bytes(3, "little")
  return webp


def orientations():
  for number in range(1, 9):
    save(f"turned_{number}.jpg", quality=90, exif=exif(number))
    save(f"turned_{number}.png", exif=exif(number))
  for number in (3, 6):
    save(f"turned_{number}.webp", lossless=True, exif=exif(number))
    save(f"turned_{number}.tif", exif=exif(number))


def turned_kinds():
  turn = exif(8)
  save("turned_gray.jpg", GRAY, exif=turn)
  save("turned_progressive.jpg", progressive=True, exif=turn)
  save("turned_444.jpg", subsampling=0, exif=turn)
  save("turned_422.jpg", subsampling=1, exif=turn)
  save("turned_rgb.jpg", keep_rgb=True, exif=turn)
  save("turned_cmyk.jpg", CMYK, exif=turn)
  save("turned_palette.png", RGB.quantize(40), exif=turn)
  save("turned_one_bit.png", GRAY.convert("1"), exif=turn)
  save("turned_gray_alpha.png", Image.merge("LA", (GRAY, GRAY)), exif=turn)
  save("turned_gray16.png", DEEP, exif=turn)
  save("turned_transparent.png", transparency=RGB.getpixel((0, 0)), exif=turn)
  edit("turned_cmyk.jpg", "turned_ycck.jpg", as_ycck)


def inks():
  save("cmyk.jpg", CMYK, quality=95)
  edit("cmyk.jpg", "ycck.jpg", as_ycck)
  edit("cmyk.jpg", "cmyk_without_adobe.jpg", without_adobe)
  save("cmyk.tif", CMYK)


def bmp():
  save("gray.bmp", GRAY)
  save("palette.bmp", RGB.quantize(40))
  save("one_bit.bmp", GRAY.convert("1"))
  save("alpha.bmp", RGBA)


def gif():
  save("gray.gif", GRAY)
  save("alpha.gif", RGBA)
  for name, size in [("gray", (60, 50)), ("alpha", (36, 70))]:
    edit(
        f"{name}.gif",
        f"{name}_on_larger_canvas.gif",
        lambda content, size=size: content[:6] + struct.pack("<HH", *size) + content[10:],
    )


def tiff():
  save("gray.tif", GRAY)
  save("gray16.tif", DEEP)
  save("white_is_zero.tif", GRAY.convert("1"), compression="group3")
  save("one_bit.tif", GRAY.convert("1"), compression="group4")
  save("palette.tif", RGB.quantize(40))
  save("alpha.tif", RGBA)
  save("jpeg.tif", compression="jpeg")
  save("deflate.tif", compression="tiff_adobe_deflate")
  save("packbits.tif", compression="packbits")
  save("pages.tif", save_all=True, append_images=[RGB.rotate(90)])


def webp():
  save("lossless.webp", lossless=True)
  save("alpha.webp", RGBA, lossless=True, exact=True)
  save("animated.webp", save_all=True, append_images=[RGB.rotate(180)], lossless=True)
  edit("animated.webp", "animated_on_larger_canvas.webp", on_larger_canvas)
  save("lossy.webp", quality=80)
  save("lossy_alpha.webp", RGBA, quality=80)


for make in (orientations, turned_kinds, inks, bmp, gif, tiff, webp):
  make()
