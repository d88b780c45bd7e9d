"""Pictures of QR codes, made by segno and Pillow, and read by ZXing-C++ and ZBar: nothing here is Sparekey's."""

import random
import re
import struct
import subprocess
import zlib

import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter


def code(text, scale=5, border=4, dark=0, light=255, **options):
    """A picture of a QR code alone."""
    return drawn(segno.make(text, error="m", micro=False, **options), scale, border, dark, light)


def drawn(symbol, scale=5, border=4, dark=0, light=255):
    """A picture of a symbol of segno's."""
    modules = symbol.matrix_iter(scale=scale, border=border)
    rows = [[dark if module else light for module in row] for row in modules]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([lightness for row in rows for lightness in row])
    return picture


def photograph(text, seed=1):
    """A code on a desk, seen from the side, in uneven light, with noise."""
    chance = random.Random(seed)
    desk = Image.new("L", (900, 900), 150)
    desk.paste(code(text, scale=9), (150, 150))
    seen = desk.transform(
        (900, 900), Image.Transform.PERSPECTIVE, (1.15, 0.12, -60, 0.06, 1.1, -40, 0.0003, 0.0002),
        Image.Resampling.BICUBIC, fillcolor=130,
    ).rotate(chance.uniform(-30, 30), Image.Resampling.BICUBIC, fillcolor=130)
    light = Image.linear_gradient("L").resize((900, 900)).point(lambda x: 90 + x // 2)
    dark = Image.composite(seen, Image.new("L", (900, 900)), light)
    noise = Image.effect_noise((900, 900), 24)
    return Image.blend(dark, noise, 0.15).filter(ImageFilter.GaussianBlur(1.2))


def screenshot(texts, size=(4000, 3000), dark=False, seed=1):
    """A large screen full of other things, with codes of different sizes in rows."""
    chance = random.Random(seed)
    screen = Image.new("L", size, 25 if dark else 250)
    draw = ImageDraw.Draw(screen)
    for _ in range(3000):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        draw.rectangle((x, y, x + chance.randrange(60), y + 8), fill=chance.randrange(256))
    columns = max(1, int(len(texts) ** 0.5))
    rows = -(-len(texts) // columns)
    for index, text in enumerate(texts):
        scale = 3 + index % 2
        drawn = code(text, scale, dark=230 if dark else 0, light=30 if dark else 255)
        column, row = index % columns, index // columns
        screen.paste(drawn, (100 + column * (size[0] - 400) // columns, 60 + row * (size[1] - 100) // rows))
    return screen


def bomb(width, height):
    """A PNG of one color that is small as a file and huge when it is opened."""

    def chunk(name, content):
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    deflate = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def read(picture):
    """The texts that the newest ZXing-C++ finds in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def read_by_zbar(path):
    """The texts that ZBar finds in a file."""
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path], capture_output=True, check=False,
    )
    return done.stdout.decode().splitlines()


def of_modules(rows, scale=6, border=4):
    """A picture of rows of booleans, true for dark."""
    picture = Image.new("L", (len(rows[0]) + 2 * border, len(rows) + 2 * border), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + border, y + border), 0)
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)


def of_svg(text):
    """A picture of an SVG whose paths are nothing but rectangles."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', text)[1])
    rows = [[False] * side for _ in range(side)]
    for color, path in re.findall(r'<path fill="(#\w+)" d="([^"]+)"', text):
        for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\3z", path):
            for row in range(int(y), int(y) + int(height)):
                for column in range(int(x), int(x) + int(width)):
                    rows[row][column] = color == "#000"
    return of_modules(rows, border=0)


def of_blocks(text, dark_background=True):
    """A picture of half blocks as they look on a terminal whose own colors are white on black, or black on white."""
    lit = {" ": (False, False), "█": (True, True), "▀": (True, False), "▄": (False, True)}
    rows = []
    for line in text.splitlines():
        pairs = [lit[block] for block in line]
        rows += [[lit_up != dark_background for lit_up in half] for half in zip(*pairs)]
    return of_modules(rows, border=0)
