"""The smaller copies of a picture, in modern formats, made by django-pictures."""

import io

from django.core.files.base import ContentFile
from pictures.models import PictureField, PictureFieldFile, PillowPicture

WIDTHS = (400, 800, 1200)  # pixels; a text is 576 wide on a large screen, twice that on a sharp one
# With Pillow's own values an AVIF takes five times as long and is larger than the WebP beside it.
ENCODED = {"AVIF": {"quality": 60, "speed": 8}, "WEBP": {"quality": 80}}


class Rendition(PillowPicture):
    """A copy of exactly its width. The library's own can miss it by one, and fails on thin ones."""

    def resize(self, image):
        return image.resize((self.width, max(1, round(image.height * self.width / image.width))))

    def save(self, image):
        with io.BytesIO() as file:
            self.resize(image).save(file, self.file_type, **ENCODED[self.file_type])
            self.storage.save(self.name, ContentFile(file.getvalue()))


class Renditions(PictureFieldFile):
    """Copies in the WIDTHS, and in the image's own where that is smaller. All are made on saving.

    The library's own grid makes none at all of an image narrower than its first column.
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


class RenditionsField(PictureField):
    attr_class = Renditions
