"""Picture files that no camera makes, byte by byte."""

import struct
import zlib
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests import make

PHOTOS = Path(__file__).parent / "photos"
# A HEIC of 64 by 128 pixels as an iPhone saves it: stored lying, with how it was held and where it
# was taken. Red on top, lime in its left corner, blue below. Nothing that we install can make one.
HEIC = (PHOTOS / "held_upright.heic").read_bytes()
BURST = (PHOTOS / "burst.heic").read_bytes()  # the same upright, and again lying

XMP = b"<x:xmpmeta>Sample Street</x:xmpmeta>"


def chunk(kind, content):
    size, checksum = len(content), zlib.crc32(kind + content)
    return struct.pack(">I", size) + kind + content + struct.pack(">I", checksum)


def png(width, height, *extra, pixels=(b"\0",)):
    """A grey PNG whose header says what it likes. `pixels` are its rows, one or several at once."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    squeeze = zlib.compressobj(9)
    body = chunk(b"IDAT", b"".join(map(squeeze.compress, pixels)) + squeeze.flush())
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + body + chunk(b"IEND", b"")


def black_png(side):
    """All the pixels of a square, in very few bytes."""
    return png(side, side, pixels=(bytes(side + 1) for _ in range(side)))


def jpeg_that_claims(width, height):
    whole = make.picture()
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack(">HH", height, width) + whole[at + 4 :]


def vp8x(width, height):
    """A WebP that has said how large it is, and has nothing more."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heic_that_claims(width, height):
    """The size is in each box of that name, after its version."""
    before, *boxes = HEIC.split(b"ispe")
    sides = struct.pack(">II", width, height)
    return before + b"".join(b"ispe" + box[:4] + sides + box[12:] for box in boxes)


def moving(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    return make.picture(20, 20, kind, save_all=True, append_images=frames)


def with_many_scans(number):
    """A progressive JPEG that draws its last layer again and again."""
    whole = make.picture(progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * number + whole[-2:]


def described():
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return text


def located(orientation=1):
    """EXIF as a phone writes it: how it was held, where, when and with what."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Sample Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 39.0, 4.0), 3: "W", 4: (79.0, 22.0, 59.0)})
    return exif


METADATA = {"exif": located(6), "xmp": XMP, "pnginfo": described()}
