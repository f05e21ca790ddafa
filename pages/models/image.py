import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clinic.watched import Topic, watched
from pages import picture_files
from pages.picture_files import RenditionsField


class UnknownFileQuerySet(models.QuerySet):
    def due(self, names, kept):
        """Which of these files have been unknown for long enough to delete.

        Notes when each was first seen, and forgets those that are now known or gone.
        """
        self.exclude(name__in=names).delete()
        self.bulk_create([self.model(name=name) for name in names], ignore_conflicts=True)
        return self.filter(seen_at__lte=timezone.now() - kept).values_list("name", flat=True)

    def of_documents(self):
        return self.filter(name__endswith=".pdf")

    def of_pictures(self):
        return self.exclude(name__endswith=".pdf")


class UnknownFile(models.Model):
    """A picture file without an image, and since when.

    The time is in the database, so that a new or restored database waits before it cleans up an
    older folder.
    """

    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = UnknownFileQuerySet.as_manager()

    def __str__(self):
        return self.name


logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # an image that nothing shows, or a file without an image


class CannotStore(ValidationError):
    """The picture could not be stored. The reason is in the log; this is for the editor."""

    what = "image"

    def __init__(self):
        super().__init__(
            f"The {self.what} can’t be stored right now, so nothing was changed. Tell the person "
            "who looks after the website."
        )


class ImageQuerySet(models.QuerySet):
    def take(self, upload, by):
        """Store an uploaded picture with all its copies; returns its row.

        The files are stored before the row. Raises ValidationError with a sentence for the editor:
        what `picture_files.clean` refuses, or CannotStore.
        """
        if not isinstance(upload, picture_files.CleanPicture):
            upload = picture_files.clean(upload)
        image = self.model(uploaded_by=by)
        try:
            image.file.save("", upload, save=False)
            image.save()
        except OSError as error:
            logger.error("A picture was not stored in MEDIA_ROOT or MEDIA_BUCKET: %s", error)
            image.remove_files()
            raise CannotStore from None
        except Exception:
            image.remove_files()
            raise
        return image

    def shown(self):
        """Those that a version of a page shows, or one of its sections."""
        by_each = (
            model.objects.filter(image=OuterRef("pk")) for model in Illustrated.__subclasses__()
        )
        return self.filter(Q(*map(Exists, by_each), _connector=Q.OR))

    def unused(self):
        return self.exclude(pk__in=self.model.objects.shown())

    def due(self):
        """Those that nothing has shown for a day, and that nobody has chosen since."""
        return self.unused().filter(unused_since__lte=timezone.now() - KEPT)

    def keep(self):
        """Keep these, which somebody has just chosen, for another day; locks them until the commit.

        Returns how many of them still exist.

        """
        return self.update(unused_since=None)

    def purge(self):
        """Remove images that nothing has shown for a day, and files without an image for a day.

        Reads every image and every file, so once an hour is enough. Any number of processes can run
        it at once.
        """
        self.unused().filter(unused_since=None).update(unused_since=timezone.now())
        self.shown().exclude(unused_since=None).update(unused_since=None)
        for image in self.due():
            image.remove()
        storage = self.model.storage()
        try:
            unknown = picture_files.names(storage) - set(self.values_list("file", flat=True))
            for name in UnknownFile.objects.of_pictures().due(unknown, KEPT):
                picture_files.remove(storage, name)
        except OSError as error:
            logger.error("MEDIA_ROOT or MEDIA_BUCKET could not be cleaned up: %s", error)


class Image(models.Model):
    """An uploaded picture as the site keeps it. It never changes; many revisions can show it."""

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
        try:
            # The files are deleted after the commit, so that no row is ever without them.
            with transaction.atomic(durable=True):
                due = Image.objects.due().filter(pk=self.pk)
                if not list(due.select_for_update(skip_locked=True)):
                    return
                self.delete()
        except IntegrityError:
            return  # somebody has just chosen it
        self.remove_files()

    def remove_files(self):
        """Delete the files; `purge` finds a day later what can't be deleted now."""
        try:
            if self.file:
                picture_files.remove(self.file.storage, self.file.name)
        except OSError as error:
            logger.error("A picture was not removed from MEDIA_ROOT or MEDIA_BUCKET: %s", error)


class Illustrated(models.Model):
    """A model that can show one image, with a description for people who can't see it."""

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

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(alt="") | Q(decorative=True),
                name="%(app_label)s_%(class)s_describes_its_image",
                violation_error_message="Describe the image, or select “Decorative only”.",
            )
        ]
