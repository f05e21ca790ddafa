"""The copy of a picture for the cards on which other sites and messages show a shared page.

They cut what has other sides, in the middle, so ours is cut around the picture's focal point. It is
beside the other copies, as JPEG, which all of them read.
"""

import io

from django.core.files.base import ContentFile
from PIL import Image

WIDTH, HEIGHT = 1200, 630  # pixels: what Facebook, LinkedIn and messengers advise


def name_of(picture, focus_x, focus_y):
    return f"{picture.removesuffix('.webp')}/share-{focus_x}-{focus_y}.jpg"


def size_of(width, height):
    """The width and height of the copy of a picture of this size, which is never enlarged."""
    across = min(WIDTH, width, height * WIDTH // HEIGHT)
    return max(1, across), max(1, round(across * HEIGHT / WIDTH))


def part_of(width, height, focus_x, focus_y):
    """What is cut from a picture of this size: left, top, right and bottom, in pixels.

    As `object-position` places it, so that the editor's preview shows the same.
    """
    across = min(width, height * WIDTH / HEIGHT)
    down = across * HEIGHT / WIDTH
    left, top = (width - across) * focus_x / 100, (height - down) * focus_y / 100
    return left, top, left + across, top + down


def cut(file, focus_x, focus_y):
    """Store the copy of this picture's file, unless there is one. Raises OSError."""
    name = name_of(file.name, focus_x, focus_y)
    if file.storage.exists(name):
        return
    with file.storage.open(file.name) as stored:
        picture = on_white(Image.open(stored, formats=("WEBP",)))
    size = size_of(*picture.size)
    box = part_of(*picture.size, focus_x, focus_y)
    copy = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS, box).save(copy, "JPEG", quality=85)
    file.storage.save(name, ContentFile(copy.getvalue()))


def on_white(picture):
    """Without transparency, which JPEG does not have."""
    if "A" not in picture.getbands():
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
