import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from clinic.watched import Topic, watched
from pages import document_files
from pages.models.images import KEPT, CannotStore, UploadQuerySet, in_unsaved_text
from pages.models.unknown_file import UnknownFile

logger = logging.getLogger(__name__)


# The names of documents to which unsaved text links.
NAMED = r"""
SELECT (regexp_matches(fields::text, '[0-9a-f]{32}', 'g'))[1] || '.pdf'
FROM pages_unsavedtext WHERE done_at IS NULL
"""


class CannotStoreFile(CannotStore):
    """As for an image; the sentence names a file."""

    what = "file"


class DocumentQuerySet(UploadQuerySet):
    """Kept, and purged once nothing has led to them for a day, as images are."""

    def take(self, upload, by):
        """Store a checked PDF; returns its row. The file is stored before the row.

        Raises CannotStoreFile, with a sentence for the editor.
        """
        try:
            name = document_files.store(upload)
        except OSError as error:
            logger.error("A file was not stored in MEDIA_ROOT or MEDIA_BUCKET: %s", error)
            raise CannotStoreFile from None
        return self.create(name=name, size=upload.size, uploaded_by=by)

    def shown(self):
        """Those that a section of any version leads to, as its file or by a link in its text.

        Unsaved text counts as well, because its writer can continue with it.
        """
        sections = self.model._meta.get_field("sections").related_model.objects
        linked = sections.annotate(own=Cast("data", models.TextField())).filter(
            Q(body__contains=OuterRef("name")) | Q(own__contains=OuterRef("name"))
        )
        named = RawSQL(NAMED, [])  # noqa: S611 - ours, without parameters
        unsaved = Q(pk__in=in_unsaved_text("document")) | Q(name__in=named)
        by_file = sections.filter(document=OuterRef("pk"))
        return self.filter(Exists(by_file) | Exists(linked) | unsaved)

    def purge(self):
        """Remove what nothing has led to for a day, and files without a row for a day."""
        self.unused().filter(unused_since=None).update(unused_since=timezone.now())
        self.shown().exclude(unused_since=None).update(unused_since=None)
        for document in self.due():
            document.remove()
        try:
            unknown = document_files.names() - set(self.values_list("name", flat=True))
            for name in UnknownFile.objects.of_documents().due(unknown, KEPT):
                default_storage.delete(name)
        except OSError as error:
            logger.error("MEDIA_ROOT or MEDIA_BUCKET could not be cleaned up: %s", error)


class Document(models.Model):
    """An uploaded PDF. It never changes; many revisions can lead to it."""

    name = models.CharField(max_length=40, unique=True, help_text="Of its file: ours, and random.")
    size = models.PositiveIntegerField(help_text="In bytes.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    unused_since = models.DateTimeField(
        null=True, editable=False, help_text="When `purge` first found that nothing leads to it."
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]

    def __str__(self):
        return f"PDF, {filesizeformat(self.size)}"

    def get_absolute_url(self):
        return reverse("pages:document", args=[self.name.removesuffix(".pdf")])

    def remove(self):
        """Delete it with its file, if it is still due and no other process is doing so."""
        try:
            with transaction.atomic(durable=True):
                due = Document.objects.due().filter(pk=self.pk)
                if not list(due.select_for_update(skip_locked=True)):
                    return
                self.delete()
        except IntegrityError:
            return  # somebody has just chosen it
        try:
            default_storage.delete(self.name)
        except OSError as error:
            logger.error("A file was not removed from MEDIA_ROOT or MEDIA_BUCKET: %s", error)
