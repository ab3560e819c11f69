#!/usr/bin/python3
"""Small PNG and JPEG files of our own making in images/, and in images/expected.txt what Pillow reads in them.

A line of expected.txt: the file, height, width, channels, then the pixels row by row, channels last. Behind the name of
some stands the size that Pillow resized the image to (bilinear), `name@HEIGHTxWIDTH`. Made with Pillow 9.4 and
libjpeg-turbo 2.1.5. Transparent pixels are put on white; 16 bits are rounded to 8.
"""
import io
import os
import struct
import zlib

import numpy as np
from PIL import Image

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "images")
lines = []


def smooth(height, width, channels, seed):
    """A picture that JPEG keeps well: a few slow waves."""
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:height, 0:width]
    parts = [128 + 100 * np.sin(rng.rand() * y / 2 + rng.rand() * x / 2 + 6 * rng.rand()) for _ in range(channels)]
    return np.clip(np.stack(parts, axis=2), 0, 255).astype(np.uint8)


def line(name, pixels):
    pixels = np.atleast_3d(pixels)
    values = ",".join(str(int(v)) for v in pixels.ravel())
    lines.append("%s %d %d %d %s" % (name, *pixels.shape, values))


def save(image, name, **options):
    image.save(os.path.join(FOLDER, name), **options)


def read(name):
    return Image.open(os.path.join(FOLDER, name))


def on_white(pixels):
    colours = pixels[:, :, :-1].astype(int)
    alpha = pixels[:, :, -1:].astype(int)
    return (colours * alpha + 255 * (255 - alpha) + 127) // 255


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width, height, data):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pngs():
    rgb = smooth(7, 5, 3, 1)
    save(Image.fromarray(rgb), "rgb.png")
    line("rgb.png", rgb)
    grey = smooth(6, 9, 1, 2)[:, :, 0]
    save(Image.fromarray(grey), "grey.png")
    line("grey.png", grey)
    save(Image.fromarray(grey).convert("1"), "one-bit.png")
    line("one-bit.png", np.array(read("one-bit.png").convert("L")))
    save(Image.fromarray(rgb).quantize(6), "palette.png")
    line("palette.png", np.array(read("palette.png").convert("RGB")))
    rgba = smooth(4, 6, 4, 3)
    save(Image.fromarray(rgba), "rgba.png")
    line("rgba.png", on_white(rgba))
    grey_alpha = smooth(5, 4, 2, 4)
    save(Image.fromarray(grey_alpha, mode="LA"), "grey-alpha.png")
    line("grey-alpha.png", on_white(grey_alpha))
    deep = (smooth(3, 4, 1, 5)[:, :, 0].astype(np.uint16) * 251 + 7).astype(np.uint16)
    save(Image.fromarray(deep), "deep.png")
    line("deep.png", (deep.astype(np.int64) * 255 + 32767) // 65535)
    with open(os.path.join(FOLDER, "huge.png"), "wb") as out:
        out.write(png_of(100000, 100000, zlib.compress(b"\0" * 64)))
    for height, width in ((3, 4), (14, 11)):
        resized = Image.fromarray(rgb).resize((width, height), Image.BILINEAR)
        line("rgb.png@%dx%d" % (height, width), np.array(resized))


def jpegs():
    rgb = Image.fromarray(smooth(13, 18, 3, 6))
    save(rgb, "rgb.jpg", quality=85)
    save(rgb, "progressive.jpg", quality=85, progressive=True)
    save(Image.fromarray(smooth(9, 8, 1, 7)[:, :, 0]), "grey.jpg", quality=85)
    save(rgb.convert("CMYK"), "cmyk.jpg")
    for name in ("rgb.jpg", "progressive.jpg", "grey.jpg"):
        line(name, np.array(read(name)))
    small = Image.fromarray(smooth(3, 8, 3, 8))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = "turned-%d.jpg" % orientation
        save(small, name, quality=90, exif=exif)
        from PIL import ImageOps
        line(name, np.array(ImageOps.exif_transpose(read(name))))
    buffer = io.BytesIO()
    rgb.save(buffer, "jpeg")
    data = bytearray(buffer.getvalue())
    start = data.find(b"\xff\xc0")
    data[start + 5:start + 9] = struct.pack(">HH", 60000, 60000)
    with open(os.path.join(FOLDER, "huge.jpg"), "wb") as out:
        out.write(data)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    pngs()
    jpegs()
    with open(os.path.join(FOLDER, "expected.txt"), "w") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
