import logging

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from clinic.watched import Topic, watched
from pages import picture_files
from pages.models.focus import SIDES, Focused, Shape
from pages.models.images import LONGEST_NAME, ImageQuerySet
from pages.renditions import RenditionsField
from typed.seen import NEXT, Versioned

logger = logging.getLogger(__name__)

IN_USE = (
    "Nothing was removed: a page shows this image now, or somebody has changed it in the library "
    "since you opened the screen."
)


class Image(Focused, Versioned):
    """An uploaded picture as the site keeps it. Its file never changes; many revisions can show it.

    Its description and its focal point are where each use of it starts, and change no page: a
    version shows what was stored with it.
    """

    file = RenditionsField(
        width_field="width",
        height_field="height",
        file_types=["AVIF", "WEBP"],
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    original_name = models.CharField(
        "name of its file",
        max_length=LONGEST_NAME,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="As the file was called on the editor's device. Readers never see it.",
    )
    alt = models.CharField(
        "description",
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text="What someone who can’t see the image should know about it.",
    )
    kept = models.BooleanField(
        "keep in the library",
        default=False,
        db_default=False,
        help_text="It stays even if no page uses it.",
    )
    unused_since = models.DateTimeField(
        null=True, editable=False, help_text="When `purge` first found that nothing uses it."
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
    def users(cls):
        """The models that show images."""
        return Illustrated.__subclasses__()

    @transaction.atomic
    def describe(self, seen):
        """Store what the library says of it, as set on this instance. Raises ChangedMeanwhile."""
        self.locked(seen)
        said = {name: getattr(self, name) for name in ("alt", "kept", "focus_x", "focus_y")}
        # If nothing shows it, it stays for another day, even if it is no longer kept.
        Image.objects.filter(pk=self.pk).update(**said, unused_since=None, version=NEXT)

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

    def remove(self):
        """Delete this image and its files, if it is still due and no other process is doing so."""
        self.remove_if(Image.objects.due().select_for_update(skip_locked=True))

    def discard(self, seen):
        """Delete this image and its files; returns False if something shows it, or has changed."""
        return self.remove_if(Image.objects.unused().filter(version=seen).select_for_update())

    def remove_if(self, among):
        try:
            with transaction.atomic():
                if not list(among.filter(pk=self.pk)):
                    return False
                self.delete()
        except IntegrityError:
            return False  # somebody has just chosen it
        # After the commit, so that no row is ever without its files: no caller is in a transaction.
        self.remove_files()
        return True

    def remove_files(self):
        """Delete the files; `purge` finds a day later what can't be deleted now."""
        try:
            if self.file:
                picture_files.remove(self.file.storage, self.file.name)
        except OSError as error:
            logger.error("A picture was not removed from MEDIA_ROOT or MEDIA_BUCKET: %s", error)


class Illustrated(Focused):
    """A model that can show one image, with a description for people who can't see it.

    How it is cropped is of this use, not of the picture: a version never changes, and the same
    photo may be wide on one page and square on another.
    """

    OF_IMAGE = ("image", "alt", "decorative", "shape", "focus_x", "focus_y")
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

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(alt="") | Q(decorative=True),
                name="%(app_label)s_%(class)s_describes_its_image",
                violation_error_message="Describe the image, or select “Decorative only”.",
            )
        ]
