from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django_prose_editor.fields import ProseEditorField

from pages.models.page import Page

RICH_TEXT = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [3, 4]},  # a section's own heading is level 2
    "Link": {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False},
}


class AlreadyPublished(Exception):
    """The revision is no longer a draft: somebody has published it meanwhile."""


class RevisionQuerySet(models.QuerySet):
    def live(self):
        """What readers see now: for each page the newest revision whose time has come.

        The newest comes first, so `.first()` is the live one of a single page.
        """
        return self.filter(publish_at__lte=timezone.now()).order_by(
            F("publish_at").desc(), F("pk").desc()
        )

    def live_of_each_page(self):
        return (
            self.filter(publish_at__lte=timezone.now())
            .order_by("page_id", "-publish_at", "-pk")
            .distinct("page_id")
        )


class Revision(models.Model):
    """One version of a page. A draft has no `publish_at`; once live, it is never changed again."""

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
        help_text="What a search result says under the title. Empty: the summary is used.",
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="What changed and why, for your colleagues."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When somebody qualified last checked this text."
    )
    reviewed_by = models.CharField(
        max_length=120, blank=True, help_text="Their name or role, shown to readers."
    )
    next_review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-publish_at", "-pk"]
        permissions = [("publish_revision", "Can publish a revision")]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(publish_at=None),
                name="pages_one_draft_for_each_page",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None) | ~Q(title=""), name="pages_published_has_a_title"
            ),
        ]
        indexes = [models.Index(fields=["page", "-publish_at", "-id"])]

    def __str__(self):
        return f"{self.title or self.page}"

    def get_absolute_url(self):
        return self.page.get_absolute_url()

    def get_admin_url(self):
        return reverse("admin:pages_revision_change", args=[self.pk])

    def is_draft(self):
        return self.publish_at is None

    @property
    def description(self):
        return self.seo_description or self.summary

    def copy(self, by):
        """A draft of the same page with the same words and sections, by another author."""
        sections = list(self.sections.all())
        draft = Revision.objects.create(
            page=self.page,
            title=self.title,
            summary=self.summary,
            seo_description=self.seo_description,
            reviewed_on=self.reviewed_on,
            reviewed_by=self.reviewed_by,
            next_review_on=self.next_review_on,
            author=by,
        )
        for section in sections:
            section.pk = None
            section.revision = draft
        Section.objects.bulk_create(sections)
        return draft

    def publish(self, at=None):
        """Make this draft live, now or at a later moment.

        Raises AlreadyPublished if it is not a draft any more.
        """
        with transaction.atomic():
            at = at or timezone.now()
            changed = Revision.objects.filter(pk=self.pk, publish_at=None).update(publish_at=at)
            if not changed:
                raise AlreadyPublished
        self.publish_at = at

    def anchored_sections(self):
        """The sections, each with an `anchor` that is its own on this page."""
        taken = set()
        sections = list(self.sections.all())
        for section in sections:
            base = anchor = slugify(section.heading) or "section"
            number = 1
            while anchor in taken:
                number += 1
                anchor = f"{base}-{number}"
            taken.add(anchor)
            section.anchor = anchor
        return sections


class Section(models.Model):
    """A heading and the text under it."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=100, help_text="Smaller numbers come first.")
    heading = models.CharField(max_length=160)
    body = ProseEditorField("text", extensions=RICH_TEXT, sanitize=True, max_length=20_000)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading
