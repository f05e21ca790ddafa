"""What the processes tell each other of their health: when each worker was last alive, and which
outages have been reported.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

HEALTH = "clinic_site.view_health"
BEAT_EVERY = 10  # seconds
DEAD_AFTER = timedelta(seconds=25)  # so that a dead worker is seen within 30 seconds
KEPT = timedelta(days=1)
TELL_AFTER = timedelta(minutes=10)
TRY_EVERY = timedelta(minutes=5)


class HeartbeatQuerySet(models.QuerySet):
    def beat(self, worker):
        """Note that this worker is alive."""
        row = self.model(worker=worker, at=timezone.now())
        self.bulk_create(
            [row], update_conflicts=True, unique_fields=["worker"], update_fields=["at"]
        )

    def outlived(self):
        return self.filter(at__lt=timezone.now() - KEPT)


class Heartbeat(models.Model):
    """One worker, on whatever machine. The row of one that has ended tells when that was."""

    worker = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField("last alive at")

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        default_permissions = []
        permissions = [("view_health", "Can see how the website itself is doing")]

    def __str__(self):
        return self.worker

    @property
    def is_alive(self):
        return timezone.now() - self.at < DEAD_AFTER


class OutageQuerySet(models.QuerySet):
    def begin(self, kind, since):
        self.bulk_create([self.model(kind=kind, since=since)], ignore_conflicts=True)

    def claim(self, kind):
        """Whether this process is the one to tell now. If it can't, another may after a while."""
        now = timezone.now()
        is_free = Q(tried_at=None) | Q(tried_at__lt=now - TRY_EVERY)
        return self.filter(is_free, kind=kind, told_at=None).update(tried_at=now) == 1

    def note_told(self, kind):
        self.filter(kind=kind).update(told_at=timezone.now())

    def end(self, kind):
        """When the outage began, if this process is the one that ended it; otherwise None."""
        row = self.filter(kind=kind).first()
        return row.since if row and self.filter(pk=row.pk).delete()[0] else None


class Outage(models.Model):
    """Something that has been down long enough to tell the administrators, until it is back."""

    class Kind(models.TextChoices):
        WORKER = "worker", "The worker"
        MAIL = "mail", "Email"

    kind = models.CharField(max_length=10, choices=Kind, unique=True)
    since = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.get_kind_display()
