"""The copies of a picture, made to size by django-pictures when it is stored."""

import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from django.core.files.base import ContentFile
from pictures.models import PictureField, PictureFieldFile, PillowPicture
from PIL import Image

from clinic.columns import KnownAsStock


def unguessable(image, filename):
    """A random name that reveals nothing of the original's or of other pictures'."""
    return f"{uuid.uuid4().hex}.webp"


WIDTHS = (400, 800, 1200)  # pixels; text is 576 wide, and twice that on a high-density screen
# Pillow's defaults take eight times as long for an AVIF that is larger than the WebP, and twice as
# long for a WebP that is a few hundredths smaller.
ENCODED = {"AVIF": {"quality": 61, "speed": 9}, "WEBP": {"quality": 80, "method": 1}}
AT_ONCE = 2  # threads: encoders do not hold Python's lock


class Rendition(PillowPicture):
    """A copy of exactly its width."""

    def encoded(self, image):
        with io.BytesIO() as file:
            image.save(file, self.file_type, **ENCODED[self.file_type])
            return file.getvalue()


class Renditions(PictureFieldFile):
    """Copies in the WIDTHS, and in the image's own width if smaller. All are made on saving.

    The library's grid makes none of an image narrower than its first column. Its copies can be off
    by one pixel, and it makes one after the other, each from the whole image.
    """

    def save_all(self):
        copies = self.aspect_ratios[None]
        widths = sorted(copies["WEBP"], reverse=True)
        with self.storage.open(self.name) as file, Image.open(file) as image:
            image.load()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            of_width = ([one[width] for one in copies.values()] for width in widths)
            for made in threads.map(encoded, repeat(image), of_width):
                for copy, content in made:
                    self.storage.save(copy.name, ContentFile(content))

    @staticmethod
    def get_picture_files(*, file_name, img_width, img_height, storage, field):
        widths = sorted({min(width, img_width) for width in WIDTHS})
        return {
            None: {
                kind: {width: Rendition(file_name, kind, None, storage, width) for width in widths}
                for kind in field.file_types
            }
        }


def encoded(image, copies):
    """These copies of one width, each with its bytes."""
    [width] = {copy.width for copy in copies}
    image = image.resize((width, max(1, round(image.height * width / image.width))))
    return [(copy, copy.encoded(image)) for copy in copies]


class RenditionsField(KnownAsStock, PictureField):
    attr_class = Renditions

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"upload_to": unguessable})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"upload_to": ""}
