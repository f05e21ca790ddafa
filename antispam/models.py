from datetime import timedelta

from django.db import models
from django.utils import timezone

WINDOW = timedelta(minutes=10)
LIMIT = 20  # posts of one form from one address within the window
KEPT = timedelta(days=2)


class AttemptQuerySet(models.QuerySet):
    def too_many(self, form, client) -> bool:
        """Count this post, and say whether its sender has gone past the limit.

        The row is committed before it is counted, so parallel posts see each other.
        """
        self.create(form=form, client=client)
        recent = self.filter(form=form, client=client, at__gt=timezone.now() - WINDOW)
        return recent.count() > LIMIT

    def purge(self):
        return self.filter(at__lt=timezone.now() - KEPT).delete()


class Attempt(models.Model):
    """One post of a public form. In PostgreSQL, so that a limit holds across all processes."""

    form = models.CharField(max_length=20)
    client = models.CharField(max_length=64, help_text="A keyed digest that changes each day.")
    at = models.DateTimeField(auto_now_add=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["form", "client", "at"]), models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.form} at {self.at:%Y-%m-%d %H:%M %Z}"
