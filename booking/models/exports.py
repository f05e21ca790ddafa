"""Who has taken a file of visits out of the site, and of which days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinic.append_only import append_only


class Export(models.Model):
    """A file of visits that somebody downloaded: append-only, and without anyone's details."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    first_day = models.DateField()
    last_day = models.DateField()
    visits = models.PositiveIntegerField(help_text="How many there were when it began.")

    class Meta:
        triggers = append_only(forgets="by_id")
        ordering = ["-pk"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="booking_export_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"{self.first_day} to {self.last_day}"
