import logging

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from clinic.watched import Topic, watched
from pages import document_files
from pages.models.publishing_rules import PUBLISH, PublishingRules
from pages.models.upload import LONGEST_NAME, CannotStore, Upload, UploadQuerySet, in_unsaved_text
from typed.seen import NEXT

logger = logging.getLogger(__name__)

# The names of documents to which any text links, saved or not: each text is read once, not once
# for each document.
NAMED = r"""
SELECT (regexp_matches(told, '[0-9a-f]{32}(?=\.pdf)', 'g'))[1] || '.pdf'
FROM (
    SELECT body || data::text FROM pages_section
    WHERE strpos(body, '.pdf') > 0 OR strpos(data::text, '.pdf') > 0
    UNION ALL
    SELECT fields::text FROM pages_unsavedtext WHERE done_at IS NULL
) AS texts (told)
"""
MAY_NOT = (
    "Readers would get the new file at once, so only someone who may publish can replace this file."
)
ALONE = (
    "Readers would get the new file at once, but nothing goes live without a second person. Choose "
    "the new file in the draft of each page instead."
)
FIRST = Coalesce("replaced_by", "pk")  # of a file and those that it replaced: its key


class CannotStoreFile(CannotStore):
    """As for an image; the sentence names a file."""

    what = "file"


class DocumentQuerySet(UploadQuerySet):
    """Kept, and purged once nothing has led to them for a day, as images are."""

    def take(self, upload, by, **described):
        """Store a checked PDF; returns its row. The file is stored before the row.

        Raises CannotStoreFile, with a sentence for the editor.
        """
        try:
            name = document_files.store(upload)
        except OSError as error:
            logger.error("A file was not stored in MEDIA_ROOT or MEDIA_BUCKET: %s", error)
            raise CannotStoreFile from None
        called = getattr(upload, "original_name", "")[-LONGEST_NAME:]
        values = {"size": upload.size, "uploaded_by": by, "original_name": called} | described
        return self.create(name=name, **values)

    def current(self):
        """Those that no other has replaced."""
        return self.filter(replaced_by=None)

    def shown(self):
        """Those that a section of any version leads to, as its file or by a link in its text.

        Unsaved text counts as well, because its writer can continue with it. A file is shown as
        long as one is that it replaced, and those as long as it is.
        """
        sections = self.model._meta.get_field("sections").related_model.objects
        by_file = Exists(sections.filter(document=OuterRef("pk")))
        named = RawSQL(NAMED, [])  # noqa: S611 - ours, without parameters
        unsaved = Q(pk__in=in_unsaved_text("document|chosen_file"))
        led_to = self.model.objects.filter(by_file | Q(name__in=named) | unsaved)
        return self.alias(first=FIRST).filter(first__in=led_to.values(found=FIRST))

    def due(self):
        return super().due().exclude(replaced_by__kept=True)

    def named(self, word):
        """Has it in its name, in the words of a link to it, or in the title of a page with it."""
        sections = self.model._meta.get_field("sections").related_model.objects
        told = Q(link_text__icontains=word) | Q(revision__title__icontains=word)
        of_group = Q(document=OuterRef("pk")) | Q(document__replaced_by=OuterRef("pk"))
        uses = sections.annotate(link_text=KeyTextTransform("words", "data")).filter(told)
        return Q(original_name__icontains=word) | Exists(uses.filter(of_group))


class Document(Upload):
    """An uploaded PDF. Once replaced, its address leads to the newer one, wherever it is written.

    A version of a page never changes, so it keeps the file that it was published with; readers get
    the newest. All that a file replaced, at once or one after another, have it as `replaced_by`.
    """

    FILE, ENDING = "name", ".pdf"

    name = models.CharField(max_length=40, unique=True, help_text="Of its file: ours, and random.")
    size = models.PositiveIntegerField(help_text="In bytes.")
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        db_index=False,  # there are few files
        related_name="replaced",
        help_text="The newest file in its place.",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]

    def __str__(self):
        return f"PDF, {filesizeformat(self.size)}"

    def get_absolute_url(self):
        return reverse("pages:document", args=[self.name.removesuffix(".pdf")])

    @property
    def current(self):
        """The file that readers get for it."""
        return self.replaced_by or self

    @classmethod
    def stored_names(cls):
        return document_files.names()

    @classmethod
    def remove_stored(cls, name):
        default_storage.delete(name)

    def versions_with_it(self):
        """The versions of pages with this file, or one that it replaced, in a block or a link."""
        group = Document.objects.filter(Q(pk=self.pk) | Q(replaced_by=self.pk))
        found = Q(document__in=group)
        for name in group.values_list("name", flat=True):
            found |= Q(body__contains=name) | Q(own__contains=name)
        section = self._meta.get_field("sections").related_model
        sections = section.objects.alias(own=Cast("data", models.TextField())).filter(found)
        revisions = section._meta.get_field("revision").related_model.objects
        return revisions.filter(pk__in=sections.values("revision"))

    def why_not_replaced(self, by, versions=None):
        """Why this person may not replace it at once, in a sentence; "" if they may.

        Where a version with it is scheduled or has ever been live, readers may know its address.
        """
        versions = self.versions_with_it() if versions is None else versions
        if not any(one.publish_at for one in versions):
            return ""
        if not by.has_perm(PUBLISH):
            return MAY_NOT
        return ALONE if PublishingRules.current().needs_second_person else ""

    @transaction.atomic
    def replace(self, upload, by, seen):
        """Put a checked PDF in its place, for readers too; returns the new row.

        Raises ChangedMeanwhile, CannotStoreFile, or ValidationError if this person may not.
        """
        self.locked(seen)
        # Locked as well, so that none of them goes live before the commit.
        versions = self.versions_with_it().order_by("pk").select_for_update(no_key=True)
        if refusal := self.why_not_replaced(by, versions):
            raise ValidationError(refusal)
        new = Document.objects.take(upload, by, kept=self.kept)
        group = Q(pk=self.pk) | Q(replaced_by=self.pk)
        Document.objects.filter(group).update(replaced_by=new, kept=False, version=NEXT)
        return new
