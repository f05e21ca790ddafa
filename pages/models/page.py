from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clinic.watched import Topic, watched
from pages.models.address import SLUG, SLUG_WORDS, TAKEN_WORDS, Folder, check_slug
from pages.models.pages import HOME, PageQuerySet
from pages.reserved import LONGEST, RESERVED
from typed.seen import NEXT, ChangedMeanwhile, Versioned

HOME_IS_PUBLIC = "The home page can't be taken off the site."


class Page(Versioned):
    """A page's address and settings. Its text is in revisions."""

    folder = models.CharField(
        "about",
        max_length=10,
        choices=Folder,
        blank=True,
        default=Folder.NONE,
        db_default="",
        help_text=(
            "The address of a page about a person begins with /team/, that of one about a "
            "treatment with /treatments/."
        ),
    )
    slug = models.SlugField(
        "address",
        max_length=LONGEST,
        unique=True,
        help_text="The last part of the page's address, as in /ims/. “home” is the home page.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="under",
        db_index=False,  # there are few pages
    )
    order = models.PositiveSmallIntegerField(
        default=100, help_text="Smaller numbers come first in the menu."
    )
    in_menu = models.BooleanField("in the menu", default=True)
    menu_name = models.CharField(
        "name in the menu",
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text="A short name for the menu, if the title is too long for a phone.",
    )
    allows_comments = models.BooleanField(
        default=False,
        help_text="Shows the comment form. Without it, comments already approved stay visible.",
    )
    invites_to_book = models.BooleanField(
        "invites readers to book",
        default=False,
        db_default=False,
        help_text="Shows how to request an appointment at the bottom.",
    )
    treatment = models.CharField(
        "treatment explained",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "The name of the treatment that the whole page explains, if any. Readers do not see "
            "it here: it tells search engines what the page is about."
        ),
    )
    is_public = models.BooleanField(
        "public",
        default=True,
        help_text="Clear this box to take the page off the site. Nothing is lost.",
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]
        ordering = ["order", "slug"]
        indexes = [
            models.Index(
                F("in_menu").desc(),
                *("order", "id"),
                condition=Q(is_public=True),
                name="pages_pages_in_links",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG),
                name="pages_slug_is_lower_case",
                violation_error_message=SLUG_WORDS,
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="pages_slug_is_not_reserved",
                violation_error_message=TAKEN_WORDS,
            ),
            models.CheckConstraint(
                condition=~Q(slug=HOME) | Q(is_public=True),
                name="pages_home_is_public",
                violation_error_message=HOME_IS_PUBLIC,
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(slug=HOME) & ~Q(parent=F("pk")),
                name="pages_parent_is_another_page",
            ),
            models.CheckConstraint(
                condition=Q(folder__in=Folder.values) & (Q(folder="") | ~Q(slug=HOME)),
                name="pages_folder_is_known",
            ),
        ]

    def __str__(self):
        return self.get_absolute_url()

    def get_absolute_url(self):
        if self.is_home:
            return reverse("pages:home")
        if self.folder:
            return reverse("pages:page_in", kwargs={"folder": self.folder, "slug": self.slug})
        return reverse("pages:page", args=[self.slug])

    @property
    def is_home(self):
        return self.slug == HOME

    def clean(self):
        """Refuse an address that another part of the site answers, or will."""
        if self.slug:  # or its field has the error
            check_slug(self.slug)

    def may_be_under(self, parent):
        """Whether the menu stays one level deep. Ask while `lock_addresses` holds."""
        pages = Page.objects.all()
        is_top = pages.filter(pk=parent.pk, parent=None).exclude(slug=HOME).exists()
        return is_top and not pages.filter(parent=self.pk or 0).exists() and parent.pk != self.pk

    @staticmethod
    def lock_addresses():
        """Block other changes of any page's address or parent until the commit.

        No constraint can cover both tables, the present addresses and the former ones; nor can one
        see whether a parent is itself under another page.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pages.reserved'))")

    @transaction.atomic
    def move_to(self, slug):
        """Give the page this address. Its previous one leads here, as older ones do.

        If it was another page's former address, that page loses it: ask first. Raises
        IntegrityError if another page has it. A move alone is what another person must have seen
        before they move the page again: everything else here is stored field by field.
        """
        self.lock_addresses()
        before = Page.objects.values_list("slug", flat=True).get(pk=self.pk)
        if slug != before:
            self.former_slugs.model.objects.filter(slug=slug).delete()
            Page.objects.filter(pk=self.pk).update(slug=slug, version=NEXT)
            self.former_slugs.create(slug=before)
        self.slug = slug

    def live_revision(self):
        """The revision that readers see now, or None."""
        return self.revisions.live().first()

    def first_published_at(self):
        """When readers could first see this page (UTC), or None."""
        return self.revisions.live().aggregate(at=models.Min("publish_at"))["at"]

    def draft(self):
        """The one revision still being written, or None."""
        return self.revisions.drafts().first()

    def set_public(self, is_public):
        """Put the page on the site or take it off."""
        Page.objects.filter(pk=self.pk).update(is_public=is_public)
        self.is_public = is_public

    def lock(self):
        """Block publishing, scheduling and starting a draft of this page until the commit."""
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

    def to_write(self):
        """The page's draft or, if it has none, an unsaved one with the live text."""
        return self.draft() or self.unbegun()

    def unbegun(self):
        """An unsaved draft with the live text. Its version is the key of that."""
        live = self.live_revision()
        values = live.copied() | {"version": live.pk} if live else {}
        return self.revisions.model(page=self, began_from=live, **values)

    @transaction.atomic
    def begin(self, by, seen):
        """Start the page's new draft, as a copy of the live text.

        `seen` is the version of the one that was not stored. Raises ChangedMeanwhile if readers see
        another text by now, or if somebody has begun a draft.

        """
        self.lock()
        self.unbegun().check_seen(seen)
        if self.draft():
            raise ChangedMeanwhile
        return self.edit(by)

    def has_been_public(self):
        """Whether readers have seen a version, or will at a time that is set."""
        return self.is_home or self.revisions.exclude(publish_at=None).exists()

    @transaction.atomic
    def restore(self, revision, by, note=""):
        """A new draft with an older revision's text. The present draft, if any, is discarded."""
        self.lock()
        self.revisions.drafts().update(discarded_at=timezone.now())
        return revision.copy(by, note=note)
