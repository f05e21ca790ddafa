from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from pages.models.page import Page

GONE_AFTER = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet):
    def here(self):
        return self.filter(seen_at__gt=timezone.now() - GONE_AFTER)

    def others_in(self, page, person):
        """Who else is writing in this page now, by name."""
        found = self.here().filter(page=page).exclude(person=person)
        return found.select_related("person").order_by("person__username")

    def gone(self):
        return self.filter(seen_at__lte=timezone.now() - GONE_AFTER)

    def note(self, page, person, section):
        """This person has the page open, and is in this section of it, or in none (None)."""
        row = self.model(page=page, person=person, section=section, seen_at=timezone.now())
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["page", "person"],
            update_fields=["section", "seen_at"],
        )


class Presence(models.Model):
    """Who has the draft of a page open. One row for each, without history; nothing is locked."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.UUIDField("key of the section", null=True)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["page", "person"], name="pages_one_presence_in_a_page")
        ]
        indexes = [models.Index(fields=["seen_at"], name="pages_presence_by_time")]

    def __str__(self):
        return f"{self.person} in {self.page}"
