from django.db import models
from django.db.models import F
from django.utils import timezone


class PurgeCountManager(models.Manager):
    def add(self, kind, count):
        """Count these too, in today's line of that kind. Parallel workers lose none."""
        row, _ = self.get_or_create(kind=kind, day=timezone.localdate())
        self.filter(pk=row.pk).update(count=F("count") + count)


class PurgeCount(models.Model):
    """How much of a kind the worker has purged on one day, in the clinic's zone. Names nobody."""

    kind = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0, db_default=0)

    objects = PurgeCountManager()

    class Meta:
        default_permissions = []
        ordering = ["-day", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["day", "kind"], name="purges_are_counted_by_day")
        ]

    def __str__(self):
        return f"{self.kind} on {self.day}: {self.count}"
