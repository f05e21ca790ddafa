"""Queries for revisions, and the errors of actions on them."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, Subquery, When
from django.utils import timezone

from clinic.in_json import in_json
from typed.seen import ChangedMeanwhile


class NotADraft(ChangedMeanwhile):
    """The revision is no longer a draft: somebody has published or discarded it."""


class NotScheduled(Exception):
    """The revision is no longer scheduled: it is live, or its schedule was cancelled."""


class OthersScheduled(Exception):
    """Other versions of the page are scheduled, and the caller has not decided about them."""

    def __init__(self, schedules):
        super().__init__()
        self.schedules = schedules


class RevisionQuerySet(models.QuerySet):
    def live(self):
        """What readers see now: for each page, the newest revision whose `publish_at` has passed.

        Newest first, so `.first()` is the live one of a single page.
        """
        return self.filter(publish_at__lte=timezone.now()).order_by(
            F("publish_at").desc(), F("pk").desc()
        )

    def live_first_at(self, slug):
        """Like `live`, for the page that has or had this address: the first is the live one."""
        pages = self.model._meta.get_field("page").related_model.objects.at(slug)
        return self.live().filter(page__in=pages)

    def live_at(self, slug):
        """The live revision of the page that has or had this address, or None."""
        return self.live_first_at(slug).first()

    def live_of_each_page(self):
        return (
            self.filter(publish_at__lte=timezone.now())
            .order_by("page_id", "-publish_at", "-pk")
            .distinct("page_id")
        )

    def live_of(self, pages):
        """The live revisions of these pages, with when each page was first published."""
        published = self.model.objects.filter(page=OuterRef("page"), publish_at__lte=timezone.now())
        first = published.order_by().values("page").annotate(at=Min("publish_at")).values("at")
        newest = self.model.objects.filter(page__in=pages.values("pk"))
        live = self.filter(pk__in=newest.live_of_each_page().values("pk")).order_by("page_id")
        return live.select_related("page", "image", "share_image").annotate(
            first_published_at=Subquery(first)
        )

    def with_sections_of(self, slug):
        """Read the sections of the page at this address, and their anchors, in the same query."""
        section = self.model._meta.get_field("sections").related_model
        sections = in_json(section.objects.filter(revision=OuterRef("pk")))
        page = self.model._meta.get_field("page").related_model
        anchor = page._meta.get_field("anchors").related_model
        anchors = in_json(anchor.objects.filter(page=OuterRef("page")))
        return self.annotate(
            sections_read=Case(When(page__slug=slug, then=sections)),
            anchors_read=Case(When(page__slug=slug, then=anchors)),
        )

    def visible_now(self):
        """The live revisions of the public pages, to be filtered further."""
        now = timezone.now()
        same_time = Q(publish_at=OuterRef("publish_at"), pk__gt=OuterRef("pk"))
        newer = self.model.objects.filter(
            Q(publish_at__gt=OuterRef("publish_at")) | same_time,
            page=OuterRef("page"),
            publish_at__lte=now,
            # Implied, but lets PostgreSQL start there in the index.
            publish_at__gte=OuterRef("publish_at"),
        )
        public = self.filter(page__is_public=True, publish_at__lte=now)
        return public.exclude(Exists(newer))

    def in_use(self):
        """The versions that readers see, or will once somebody publishes them or the time comes."""
        visible = Q(pk__in=self.model.objects.visible_now().values("pk"))
        is_draft = Q(publish_at=None, discarded_at=None)
        return self.filter(visible | is_draft | Q(publish_at__gt=timezone.now()))

    def overdue(self):
        """Live revisions whose next review was due before today, in the clinic's time zone."""
        return self.visible_now().filter(next_review_on__lt=timezone.localdate())

    def due_within(self, days):
        """Revisions whose next review is due within `days`, today included."""
        today = timezone.localdate()
        return self.visible_now().filter(
            next_review_on__range=(today, today + timedelta(days=days))
        )

    def never_reviewed(self):
        """Live revisions without a review or a date for one."""
        return self.visible_now().filter(reviewed_on=None, next_review_on=None)

    def drafts(self):
        return self.filter(publish_at=None, discarded_at=None)

    def scheduled(self):
        """Scheduled revisions, the next one first."""
        return self.filter(publish_at__gt=timezone.now()).order_by("publish_at", "pk")
