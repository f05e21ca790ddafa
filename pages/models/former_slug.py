from django.db import models
from django.db.models import Q

from clinic.watched import Topic, watched
from pages.models.page import Page
from pages.reserved import RESERVED


class FormerSlug(models.Model):
    """An address that a page had before. It belongs to the page, so that redirects never chain."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(unique=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [watched(Topic.PAGES)]
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED), name="pages_former_slug_is_not_reserved"
            )
        ]

    def __str__(self):
        return self.slug
