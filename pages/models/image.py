import copy
import logging

from django.db import models
from django.db.models import Q

from clinic.models import Clinic
from clinic.watched import Topic, watched
from pages import picture_files
from pages.models.focus import SIDES, Focused, Shape
from pages.models.images import ImageQuerySet
from pages.models.upload import Upload
from pages.renditions import RenditionsField

logger = logging.getLogger(__name__)


class Image(Focused, Upload):
    """An uploaded picture, with its copies.

    Its description and its focal point are where each use of it starts, and change no page: a
    version shows what was stored with it.
    """

    FILE, ENDING = "file", ".webp"
    DESCRIBED = ("alt", "kept", "focus_x", "focus_y")

    file = RenditionsField(
        width_field="width",
        height_field="height",
        file_types=["AVIF", "WEBP"],
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "description",
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text="What someone who can’t see the image should know about it.",
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]

    def __str__(self):
        return f"Image of {self.width} by {self.height} pixels"

    @classmethod
    def storage(cls):
        return cls._meta.get_field("file").storage

    @classmethod
    def stored_names(cls):
        return picture_files.names(cls.storage())

    @classmethod
    def remove_stored(cls, name):
        picture_files.remove(cls.storage(), name)

    @classmethod
    def users(cls):
        """Each model that shows images, with the columns of one, of its description there, and of
        what it is called.
        """
        shown = [(model, model.IMAGES) for model in Illustrated.__subclasses__()]
        by_pages = [(model, *columns, model.TITLE) for model, images in shown for columns in images]
        return [
            *by_pages,
            (Clinic, "logo", "name", "name"),
            (Clinic, "map_image", "map_alt", "name"),
        ]

    def stored_bytes(self):
        """How large its file is; None if the storage does not answer."""
        try:
            return self.file.size
        except OSError as error:
            logger.error("A picture in MEDIA_ROOT or MEDIA_BUCKET cannot be read: %s", error)
            return None

    @property
    def thumbnail(self):
        """The URL of its smallest copy."""
        return min(self.file.aspect_ratios[None]["WEBP"].items())[1].url

    def at_least(self, height):
        """The URL of its smallest copy that is so many pixels high, or of its largest."""
        copies = sorted(self.file.aspect_ratios[None]["WEBP"].items())
        tall = (one for width, one in copies if width * self.height >= height * self.width)
        return next(tall, copies[-1][1]).url

    @property
    def sources(self):
        """For `<source>`: for each type, best first, the URLs with their widths."""
        return [
            (
                f"image/{kind.lower()}",
                ", ".join(f"{copy.url} {width}w" for width, copy in copies.items()),
            )
            for kind, copies in self.file.aspect_ratios[None].items()
        ]


class Illustrated(Focused):
    """A model that can show one image, with a description for people who can't see it.

    How it is cropped is of this use, not of the picture: a version never changes, and the same
    photo may be wide on one page and square on another.
    """

    OF_IMAGE = ("image", "alt", "decorative", "shape", "focus_x", "focus_y")
    IMAGES = (("image", "alt"),)
    TITLE = "title"  # where the title of its page is
    TO_PAGE = ("page",)

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alt = models.CharField(
        "image description",
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text="What someone who can’t see the image should know about it.",
    )
    decorative = models.BooleanField(
        "decorative only",
        default=False,
        db_default=False,
        help_text="It adds no information, so it needs no description.",
    )
    shape = models.CharField(
        max_length=10, choices=Shape, blank=True, default="", db_default="", help_text="Its crop."
    )

    @property
    def shown_in(self):
        """The revision that shows its image."""
        return self

    @property
    def drawn_size(self):
        """The width and height of the picture as it is shown here, in pixels of its file."""
        image = self.image
        if self.shape not in SIDES:
            return image.width, image.height
        across, down = SIDES[self.shape]
        width = min(image.width, image.height * across // down)
        return max(1, width), max(1, round(width * down / across))

    @property
    def enlarged(self):
        """How many times as wide as its crop the whole picture is drawn, for `sizes`."""
        width, _ = self.drawn_size
        return round(self.image.width / width, 2)

    @property
    def square(self):
        """The same with its image cropped to a square."""
        one = copy.copy(self)
        one.shape = Shape.SQUARE
        return one

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(alt="") | Q(decorative=True),
                name="%(app_label)s_%(class)s_describes_its_image",
                violation_error_message="Describe the image, or select “Decorative only”.",
            )
        ]
