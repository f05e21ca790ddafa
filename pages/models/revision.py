from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from clinic.in_json import from_json
from clinic.watched import Topic, watched
from pages.models.image import Illustrated
from pages.models.page import Page
from pages.models.publishing import Publishing
from pages.models.publishing_rules import differs
from pages.models.revisions import RevisionQuerySet
from pages.models.sharing import Sharing
from pages.text.rich_text import anchored
from typed.seen import NEXT, Versioned


class Revision(Publishing, Sharing, Versioned, Illustrated):
    """One version of a page. Once live, it never changes.

    A draft has no `publish_at`, and a page has at most one draft. A draft that is replaced or
    discarded unpublished stays in the history and can be restored.
    """

    IMAGES = (*Illustrated.IMAGES, ("share_image", "share_alt"))

    page = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    title = models.CharField(max_length=120)
    summary = models.TextField(
        max_length=600, blank=True, help_text="One or two sentences under the title."
    )
    seo_description = models.CharField(
        "description for search engines",
        max_length=160,
        blank=True,
        help_text="What a search result shows under the title. Leave empty to use the summary.",
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="What changed and why, for your colleagues."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    began_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The version that was live when this one was started.",
    )
    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When someone qualified last checked this text."
    )
    reviewed_by = models.CharField(
        max_length=120, blank=True, help_text="Their name or role, shown to readers."
    )
    next_review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = RevisionQuerySet.as_manager()

    class Meta(Illustrated.Meta):
        triggers = [watched(Topic.PAGES)]
        ordering = ["-publish_at", "-pk"]
        permissions = [("publish_revision", "Can publish a revision")]
        constraints = [
            *Illustrated.Meta.constraints,
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(publish_at=None, discarded_at=None),
                name="pages_one_draft_for_each_page",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | ~Q(title=""), name="pages_published_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(discarded_at=None),
                name="pages_discarded_is_not_published",
            ),
            models.CheckConstraint(
                condition=Q(next_review_on__gte=F("reviewed_on")),
                name="pages_next_review_follows_the_last",
                violation_error_message="The next review can't be before the last one.",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "-publish_at", "-id"]),
            models.Index(fields=["publish_at"], name="pages_revisions_by_time"),
            models.Index(
                fields=["share_image"],
                condition=Q(share_image__isnull=False),
                name="pages_revisions_by_share_image",
            ),
        ]

    COPIED = (
        "title",
        "summary",
        "seo_description",
        *Illustrated.OF_IMAGE,
        *Sharing.OF_SHARING,
        "reviewed_on",
        "reviewed_by",
        "next_review_on",
    )

    def __str__(self):
        return f"{self.title or self.page}"

    def get_absolute_url(self):
        return self.page.get_absolute_url()

    def get_admin_url(self):
        if self.pk is None:
            return reverse("admin:pages_page_draft", args=[self.page_id])
        return reverse("admin:pages_revision_change", args=[self.pk])

    def is_draft(self):
        return self.publish_at is None and self.discarded_at is None

    def is_scheduled(self):
        return self.publish_at is not None and self.publish_at > timezone.now()

    def has_been_live(self):
        return self.publish_at is not None and not self.is_scheduled()

    def may_be_shared(self):
        """Whether a link can show it before readers see it."""
        return self.is_draft() or self.is_scheduled()

    def is_behind(self, live):
        """Whether the live version has changed since this one was started."""
        return live is not None and self.began_from_id not in (None, live.pk)

    @property
    def description(self):
        return self.seo_description or self.summary

    @property
    def moment(self):
        """The instant that it is of, by which people know it among the page's versions (UTC)."""
        return self.publish_at or self.discarded_at or self.changed_at

    def sections_to_write(self):
        """The sections; for an unsaved draft, those of the live version."""
        source = self if self.pk else self.began_from
        return source.sections.select_related("image", "document") if source else []

    def copied(self):
        """The values that a copy takes over, without the sections."""
        return {name: getattr(self, name) for name in self.COPIED}

    @transaction.atomic
    def copy(self, by, **changes):
        """A new revision with the same page and text: the draft, unless `changes` say otherwise."""
        began_from = self.page.live_revision()
        copied = Revision.objects.create(
            page=self.page, author=by, began_from=began_from, **self.copied() | changes
        )
        copied.replace_sections(self.sections.all())
        return copied

    def replace_sections(self, sections):
        """Replace this revision's sections by these, keeping their order and keys."""
        self.sections.all().delete()
        sections = list(sections)
        for order, section in enumerate(sections, start=1):
            section.pk = None
            section._state.adding = True
            section.revision = self
            section.order = order
        self.sections.bulk_create(sections)

    @transaction.atomic
    def rewrite(self, by, seen, values, sections):
        """Store an editor's text in the draft, and the editor as its author if it differs.

        `seen` is the version that the editor opened. Raises NotADraft or ChangedMeanwhile.
        """
        self.page.lock()  # before the draft, in the order that publishing locks in
        self.lock_draft(seen)
        written = {**values, "changed_at": timezone.now(), "version": NEXT}
        sections = list(sections)
        if differs(Revision.objects.get(pk=self.pk), values, sections):
            written["author"] = by
        Revision.objects.filter(pk=self.pk).update(**written)
        self.refresh_from_db()
        self.replace_sections(sections)

    def anchored_sections(self):
        """The sections, each with an `anchor` that is unique on the page, and its former ones."""
        if getattr(self, "sections_read", None) is None:
            remembered = dict(self.page.anchors.values_list("anchor", "key"))
            return anchored(
                self.sections.select_related("image", "document__replaced_by"), remembered
            )
        sections = from_json(self.sections.model, self.sections_read)
        prefetch_related_objects([one for one in sections if one.image_id], "image")
        with_files = [one for one in sections if one.document_id]
        prefetch_related_objects(with_files, "document__replaced_by")
        return anchored(sections, {one["anchor"]: UUID(one["key"]) for one in self.anchors_read})
