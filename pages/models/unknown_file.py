from django.db import models
from django.utils import timezone


class UnknownFileQuerySet(models.QuerySet):
    def due(self, names, kept):
        """Which of the files with these names were unknown for so long already.

        It notes when each was first seen so, and forgets those that are known or gone by now.
        """
        self.exclude(name__in=names).delete()
        self.bulk_create([self.model(name=name) for name in names], ignore_conflicts=True)
        return self.filter(seen_at__lte=timezone.now() - kept).values_list("name", flat=True)


class UnknownFile(models.Model):
    """A picture's file that no image knows, since when.

    The database keeps the time, so that a new or restored one waits before it clears up a folder
    that is older than itself.
    """

    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = UnknownFileQuerySet.as_manager()

    def __str__(self):
        return self.name
