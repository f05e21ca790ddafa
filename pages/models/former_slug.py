from django.db import models

from pages.models.page import Page


class FormerSlug(models.Model):
    """An address that a page had before. It leads to the page itself, so no chain can arise."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(unique=True)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self):
        return self.slug
