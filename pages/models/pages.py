"""Queries for pages."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

HOME = "home"


class HasBeenPublic(Exception):
    """Readers have seen the page, or will at a time that is set: it can't be deleted."""


class PageQuerySet(models.QuerySet):
    def public(self):
        """Pages that readers can see: not taken off the site, and with a live revision."""
        live = Q(is_public=True, revisions__publish_at__lte=timezone.now())
        return self.filter(live).distinct()

    def at(self, slug):
        """At most one page: the one with this address or, if none has it, the one that had it.

        Case makes no difference: people type capitals, and no address has any.
        """
        slug = slug.lower()
        has_it = self.model.objects.filter(slug=slug)
        had_it = self.model.objects.filter(former_slugs__slug=slug)
        return self.filter(Q(slug=slug) | Q(pk__in=had_it.values("pk")) & ~Exists(has_it))

    def linked(self):
        """Public pages in the order of the menu and the footer, which link to the first of them."""
        revisions = self.model._meta.get_field("revisions").related_model.objects
        live = revisions.filter(page=OuterRef("pk"), publish_at__lte=timezone.now())
        return (
            self.filter(Exists(live), is_public=True)
            .exclude(slug=HOME)
            .order_by("-in_menu", "order", "pk")
        )

    def titles(self):
        """The live titles of these pages by their keys."""
        revisions = self.model._meta.get_field("revisions").related_model.objects
        live = revisions.filter(page__in=self).live_of_each_page()
        return dict(live.values_list("page", "title"))

    def draft_titles(self):
        """The titles of the drafts of these pages by their keys."""
        revisions = self.model._meta.get_field("revisions").related_model.objects
        found = revisions.drafts().filter(page__in=self).exclude(title="")
        return dict(found.values_list("page", "title"))

    def open_for_comments(self):
        return self.public().filter(allows_comments=True)
