from django.db import models
from django.utils import timezone


class UnknownFileQuerySet(models.QuerySet):
    def due(self, names, kept):
        """Which of these files have been unknown for long enough to delete.

        Notes when each was first seen, and forgets those that are now known or gone.
        """
        self.exclude(name__in=names).delete()
        self.bulk_create([self.model(name=name) for name in names], ignore_conflicts=True)
        return self.filter(seen_at__lte=timezone.now() - kept).values_list("name", flat=True)


class UnknownFile(models.Model):
    """A file without a row of its own, and since when.

    The time is in the database, so that a new or restored database waits before it cleans up an
    older folder.
    """

    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = UnknownFileQuerySet.as_manager()

    def __str__(self):
        return self.name
