"""Queries for images and their files, and the error of storing one."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from pages import picture_files
from pages.models.unknown_file import UnknownFile

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # an image that nothing shows, or a file without an image
NEWEST = ("-uploaded_at", "-pk")
OFFERED = 200  # in the list beside the number of an image
MOST_WORDS = 10  # of a search
LONGEST_NAME = 100  # characters of a file's name


# The keys of images and documents that a form named whose words are kept, not saved.
UNSAVED = r"""
SELECT (typed #>> '{}')::bigint
FROM pages_unsavedtext,
    jsonb_each(fields) AS field (name, held),
    jsonb_path_query(held, '$[*]') AS typed
WHERE done_at IS NULL AND name ~ %s AND typed #>> '{}' ~ '^[0-9]{1,18}$'
"""


def in_unsaved_text(names):
    """The keys typed into form fields that are called so, as a subquery."""
    return RawSQL(UNSAVED, [f"(^|-)({names})$"])  # noqa: S611 - ours, with a parameter


class CannotStore(ValidationError):
    """The picture could not be stored. The reason is in the log; this is for the editor."""

    what = "image"

    def __init__(self):
        super().__init__(
            f"The {self.what} can’t be stored right now, so nothing was changed. Tell the person "
            "who looks after the website."
        )


class UploadQuerySet(models.QuerySet):
    """Uploads that go once nothing has shown them for a day; `shown` says which are shown."""

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


class ImageQuerySet(UploadQuerySet):
    def take(self, upload, by, **described):
        """Store an uploaded picture with all its copies; returns its row.

        `described` are values of the row, such as `alt`.
        The files are stored before the row. Raises ValidationError with a sentence for the editor:
        what `picture_files.clean` refuses, or CannotStore.
        """
        if not isinstance(upload, picture_files.CleanPicture):
            upload = picture_files.clean(upload)
        name = upload.original_name[-LONGEST_NAME:]
        image = self.model(uploaded_by=by, original_name=name, **described)
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
        """Those that a version of a page shows, one of its sections, or somebody's unsaved text."""
        by_each = (model.objects.filter(image=OuterRef("pk")) for model in self.model.users())
        unsaved = Q(pk__in=in_unsaved_text("image|chosen"))
        return self.filter(Q(*map(Exists, by_each), unsaved, _connector=Q.OR))

    def due(self):
        """Those of them that nobody keeps in the library, either."""
        return super().due().filter(kept=False)

    def newest(self):
        """Those to choose from where a list of all would be too long."""
        return self.order_by(*NEWEST)[:OFFERED]

    def with_words(self, typed):
        """Those with all these words in a description (their own, or that of a use), in the name
        of the file, or in the title of a page that shows them.
        """
        found = self
        for word in typed.split()[:MOST_WORDS]:
            named = Q(alt__icontains=word) | Q(original_name__icontains=word)
            for model in self.model.users():
                of_use = Q(alt__icontains=word) | Q((f"{model.TITLE}__icontains", word))
                named |= Exists(model.objects.filter(of_use, image=OuterRef("pk")))
            found = found.filter(named)
        return found

    def start_from(self, uses):
        """Let each of these that has no description start from that of its first use."""
        described = {one.image_id: one.alt for one in uses if one.image_id and one.alt}
        for image in self.filter(pk__in=described, alt=""):
            self.filter(pk=image.pk).update(alt=described[image.pk])

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
