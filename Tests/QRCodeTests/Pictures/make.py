#!/usr/bin/env python3
"""Makes the pictures of this folder with segno and Pillow, none of which this package uses.

    pip install segno pillow && python3 make.py
"""

import pathlib

import segno
from PIL import Image

TEXT = "otpauth://totp/Shop:me@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop"
FOLDER = pathlib.Path(__file__).resolve().parent

modules = segno.make(TEXT, error="m", micro=False).matrix_iter(scale=4, border=4)
rows = [[0 if dark else 255 for dark in row] for row in modules]
side = len(rows)
gray = Image.new("L", (side, side))
gray.putdata([lightness for row in rows for lightness in row])
color = Image.merge("RGB", (gray.point(lambda x: 200 if x else 20), gray.point(lambda x: 240 if x else 10), gray))
mask = gray.point(lambda x: 255 - x)
clear = Image.new("LA", gray.size, (255, 0))


def on_nothing(lightness):
    return Image.merge("LA", (gray.point(lambda x: lightness), mask))


def save(picture, name, **options):
    picture.save(FOLDER / name, **options)


save(gray, "gray.png")
save(color, "color.png")
save(gray.convert("P"), "palette.png")
save(gray.convert("I").point(lambda x: x * 257).convert("I;16"), "sixteen-bit.png")
save(on_nothing(255), "white-on-nothing.png")
save(on_nothing(0), "black-on-nothing.png")
save(gray, "baseline.jpg", quality=70)
save(color, "progressive.jpg", quality=70, progressive=True)
save(color.convert("CMYK"), "cmyk.jpg", quality=90)
save(color, "lossy.webp", quality=70)
save(color, "lossless.webp", lossless=True)
save(on_nothing(0).convert("RGBA"), "transparent.webp", lossless=True)

blank = Image.new("L", gray.size, 255)
moving = {"save_all": True, "append_images": [blank.convert("RGB")], "duration": 200}
save(gray.convert("P"), "still.gif")
save(gray.convert("RGB"), "moving.gif", **moving)
save(gray.convert("RGB"), "moving.webp", lossless=True, **moving)
save(gray.convert("RGB"), "moving-lossy.webp", quality=70, **moving)
save(on_nothing(0).convert("RGBA"), "moving-transparent.webp", quality=70, save_all=True,
     append_images=[blank.convert("RGBA")], duration=200)
save(gray, "rows.bmp")
save(gray.convert("1"), "bits.bmp")
