from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from booking.models.booking import Booking
from booking.models.service import Therapist
from clinic.columns import TokenField
from clinic.tokens import new_token
from typed.seen import NEXT, Versioned


class FormerLink(models.Model):
    """A private link that was replaced. Its page says so and shows nothing else."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="former_links")
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"of {self.booking} until {self.at:%Y-%m-%d}"


class CalendarFeed(Versioned):
    """A therapist's private calendar, for anyone who has its link. Without a row there is none."""

    therapist = models.OneToOneField(Therapist, on_delete=models.CASCADE, related_name="feed")
    token = TokenField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Calendar of {self.therapist}"

    def get_absolute_url(self):
        return reverse("booking:feed", args=[self.token])

    @transaction.atomic
    def replace(self, seen):
        """Give it another link; the old one opens nothing then. Raises ChangedMeanwhile."""
        rows = CalendarFeed.objects.filter(pk=self.locked(seen).pk)
        rows.update(token=new_token(), created_at=timezone.now(), version=NEXT)

    @transaction.atomic
    def revoke(self, seen):
        """Raises ChangedMeanwhile."""
        self.locked(seen).delete()
