"""The anchors under which readers have found the sections of a page."""

from collections import defaultdict

from django.db import models

from clinic.watched import Topic, watched
from pages.models.page import Page
from pages.text.rich_text import anchored


class SectionAnchorQuerySet(models.QuerySet):
    def by_page(self):
        """For each key of a page, the sections' keys by their anchors."""
        return self.grouped("page")

    def of_revisions(self, revisions):
        """For each of these keys of revisions, the sections' keys by their anchors."""
        return self.filter(page__revisions__in=revisions).grouped("page__revisions")

    def grouped(self, name):
        found = defaultdict(dict)
        for group, anchor, key in self.values_list(name, "anchor", "key"):
            found[group][anchor] = key
        return found

    def remember(self, page, before, revision):
        """Note where the sections are that readers see now, and those of this revision.

        `before` is what was live until this one was published. The anchors of one that is only
        scheduled are added, but take none from the sections of the live one.
        """
        known = dict(self.filter(page=page).values_list("anchor", "key"))
        found = dict(known)
        for sections in self.shown_until_now(page, before, known):
            found |= held(sections, known)
        now = held(revision.sections.only("revision", "key", "heading", "order"), found)
        found = now | found if revision.is_scheduled() else found | now
        self.bulk_create(
            [
                self.model(page=page, anchor=anchor, key=key)
                for anchor, key in found.items()
                if known.get(anchor) != key
            ],
            update_conflicts=True,
            unique_fields=["page", "anchor"],
            update_fields=["key"],
        )

    @staticmethod
    def shown_until_now(page, before, known):
        """The sections of the live version; of all that ever were if none is remembered yet."""
        if not before:
            return []
        versions = [before]
        if not known:
            versions = list(page.revisions.filter(publish_at__lte=before.publish_at))
        versions.sort(key=lambda one: (one.publish_at, one.pk))
        of_version = {one.pk: [] for one in versions}
        sections = before.sections.model.objects.filter(revision__in=of_version)
        for one in sections.only("revision_id", "key", "heading", "order"):
            of_version[one.revision_id].append(one)
        return of_version.values()


def held(sections, remembered):
    return {one.anchor: one.key for one in anchored(sections, remembered) if one.heading}


class SectionAnchor(models.Model):
    """An anchor that a section of a page has, or had when its heading was another.

    It belongs to the section, so that links to it keep working.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="anchors")
    key = models.UUIDField(help_text="Of the section, the same in every revision.")
    anchor = models.CharField(max_length=200)

    objects = SectionAnchorQuerySet.as_manager()

    class Meta:
        default_permissions = []
        triggers = [watched(Topic.PAGES)]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "anchor"], name="pages_anchor_is_of_one_section"
            )
        ]

    def __str__(self):
        return self.anchor
