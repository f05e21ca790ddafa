"""The copies of a picture, made to size by django-pictures when it is stored."""

import io
import uuid

from django.core.files.base import ContentFile
from pictures.models import PictureField, PictureFieldFile, PillowPicture

from clinic.columns import KnownAsStock


def unguessable(image, filename):
    """A random name that reveals nothing of the original's or of other pictures'."""
    return f"{uuid.uuid4().hex}.webp"


WIDTHS = (400, 800, 1200)  # pixels; text is 576 wide, and twice that on a high-density screen
# With Pillow's defaults, an AVIF takes five times as long and is larger than the WebP.
ENCODED = {"AVIF": {"quality": 60, "speed": 8}, "WEBP": {"quality": 80}}


class Rendition(PillowPicture):
    """A copy of exactly its width: the library's can be off by one, and fails on thin images."""

    def resize(self, image):
        return image.resize((self.width, max(1, round(image.height * self.width / image.width))))

    def save(self, image):
        with io.BytesIO() as file:
            self.resize(image).save(file, self.file_type, **ENCODED[self.file_type])
            self.storage.save(self.name, ContentFile(file.getvalue()))


class Renditions(PictureFieldFile):
    """Copies in the WIDTHS, and in the image's own width if smaller. All are made on saving.

    The library's grid makes none of an image narrower than its first column.
    """

    @staticmethod
    def get_picture_files(*, file_name, img_width, img_height, storage, field):
        widths = sorted({min(width, img_width) for width in WIDTHS})
        return {
            None: {
                kind: {width: Rendition(file_name, kind, None, storage, width) for width in widths}
                for kind in field.file_types
            }
        }


class RenditionsField(KnownAsStock, PictureField):
    attr_class = Renditions

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"upload_to": unguessable})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"upload_to": ""}
