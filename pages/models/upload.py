"""What is uploaded for pages: it stays while something shows it or somebody keeps it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

from pages.models.unknown_file import UnknownFile
from typed.seen import NEXT, Versioned

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # what nothing shows, or a file without a row
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
        """Those that nothing has shown for a day, and that nobody has chosen since or keeps."""
        return self.unused().filter(unused_since__lte=timezone.now() - KEPT, kept=False)

    def keep(self):
        """Keep these, which somebody has just chosen, for another day; locks them until the commit.

        Returns how many of them still exist.

        """
        return self.update(unused_since=None)

    def current(self):
        """Those to offer; a kind that can be replaced leaves out what has been."""
        return self

    def newest(self):
        """Those to choose from where a list of all would be too long."""
        return self.order_by(*NEWEST)[:OFFERED]

    def with_words(self, typed):
        """Those with all these words in what `named` searches."""
        found = self
        for word in typed.split()[:MOST_WORDS]:
            found = found.filter(self.named(word))
        return found

    def purge(self):
        """Remove what nothing has shown for a day, and files without a row for a day.

        Reads every row and every file, so once an hour is enough. Any number of processes can run
        it at once.
        """
        shown = self.shown().values_list("pk", flat=True)
        shown = set(shown)  # once: it reads all that was ever written
        self.exclude(pk__in=shown).filter(unused_since=None).update(unused_since=timezone.now())
        self.filter(pk__in=shown).exclude(unused_since=None).update(unused_since=None)
        for one in self.due():
            one.remove()
        try:
            unknown = self.model.stored_names() - set(self.values_list(self.model.FILE, flat=True))
            of_kind = UnknownFile.objects.filter(name__endswith=self.model.ENDING)
            for name in of_kind.due(unknown, KEPT):
                self.model.remove_stored(name)
        except OSError as error:
            logger.error("MEDIA_ROOT or MEDIA_BUCKET could not be cleaned up: %s", error)


class Upload(Versioned):
    """An uploaded file as the site keeps it. It never changes; many revisions can show it.

    A model of it has `stored_names()` and `remove_stored(name)`, which may raise OSError.
    """

    FILE = ""  # the column with the file's name
    ENDING = ""  # of these names
    DESCRIBED = ("original_name", "kept")  # what the library says of it

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
        help_text="As the file was called on the editor's device. Readers never see it.",
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

    class Meta:
        abstract = True

    @transaction.atomic
    def describe(self, seen):
        """Store what the library says of it, as set on this instance. Raises ChangedMeanwhile."""
        self.locked(seen)
        said = {name: getattr(self, name) for name in self.DESCRIBED}
        # If nothing shows it, it stays for another day, even if it is no longer kept.
        row = type(self).objects.filter(pk=self.pk)
        row.update(**said, unused_since=None, version=NEXT)

    def remove(self):
        """Delete it with its file, if it is still due and no other process is doing so."""
        return self.remove_if(
            type(self).objects.due().select_for_update(skip_locked=True, of=("self",))
        )

    def discard(self, seen):
        """Delete it with its file; returns False if something shows it, or has changed."""
        unused = type(self).objects.unused().filter(version=seen)
        return self.remove_if(unused.select_for_update(of=("self",)))

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
            if name := str(getattr(self, self.FILE)):
                self.remove_stored(name)
        except OSError as error:
            logger.error("A file was not removed from MEDIA_ROOT or MEDIA_BUCKET: %s", error)
