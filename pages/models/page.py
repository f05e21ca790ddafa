from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

HOME = "home"


class PageQuerySet(models.QuerySet):
    def public(self):
        """Pages that may be read: not taken off the site, and with a live revision."""
        live = Q(is_public=True, revisions__publish_at__lte=timezone.now())
        return self.filter(live).distinct()

    def open_for_comments(self):
        return self.public().filter(allows_comments=True)


class Page(models.Model):
    """An address with a text behind it. The text itself lives in revisions."""

    slug = models.SlugField(
        "address",
        unique=True,
        help_text="The last part of the page's address, as in /ims/. “home” is the first page.",
    )
    order = models.PositiveSmallIntegerField(
        default=100, help_text="Smaller numbers come first in the menu."
    )
    in_menu = models.BooleanField("in the menu", default=True)
    allows_comments = models.BooleanField(
        default=False,
        help_text="Shows the comment form. Without it, comments already approved stay visible.",
    )
    invites_to_book = models.BooleanField(
        "invites readers to book",
        default=False,
        db_default=False,
        help_text="Ends the text with the way to request an appointment.",
    )
    treatment = models.CharField(
        "treatment explained",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "The name of the treatment that the whole page explains, if it explains one. Readers "
            "do not see it here: it tells search engines what the page is about."
        ),
    )
    is_public = models.BooleanField(
        "public", default=True, help_text="Untick to take the page off the site. Nothing is lost."
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="pages_slug_is_lower_case",
                violation_error_message="Use small letters, digits and single hyphens only.",
            )
        ]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        if self.slug == HOME:
            return reverse("pages:home")
        return reverse("pages:page", args=[self.slug])

    def clean(self):
        """Refuse an address that another part of the site answers, such as /book/."""
        if not self.slug:
            return
        try:
            match = resolve(self.get_absolute_url())
        except Resolver404:
            match = None
        if match is None or match.app_name != "pages":
            raise ValidationError({"slug": "This address is taken by another part of the site."})

    def live_revision(self):
        """The revision that readers see now, or None."""
        return self.revisions.live().first()

    def first_published_at(self):
        """When readers could first see this page (UTC), or None."""
        return self.revisions.live().aggregate(at=models.Min("publish_at"))["at"]

    def draft(self):
        """The one revision still being written, or None."""
        return self.revisions.drafts().first()

    def show(self, is_public):
        """Put the page on the site or take it off."""
        Page.objects.filter(pk=self.pk).update(is_public=is_public)
        self.is_public = is_public

    def lock(self):
        """Let nobody else publish, schedule or open a draft of this page until the commit."""
        Page.objects.select_for_update(no_key=True).get(pk=self.pk)

    @transaction.atomic
    def edit(self, by):
        """The page's draft; if it has none, one copied from the live revision. Safe to repeat."""
        self.lock()
        draft = self.draft()
        if draft is None:
            live = self.live_revision()
            draft = live.copy(by) if live else self.revisions.create(author=by)
        return draft

    @transaction.atomic
    def restore(self, revision, by, note=""):
        """A new draft with an older revision's words. The draft there was, if any, is set aside."""
        self.lock()
        self.revisions.drafts().update(set_aside_at=timezone.now())
        return revision.copy(by, note=note)
