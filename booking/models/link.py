from django.db import models
from django.urls import reverse

from booking.models.booking import Booking
from booking.models.service import Therapist
from clinic.columns import TokenField


class FormerLink(models.Model):
    """A private link that was replaced. Its page says so and shows nothing else."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="former_links")
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"of {self.booking} until {self.at:%Y-%m-%d}"


class CalendarFeed(models.Model):
    """A therapist's private calendar, for anyone who has its link. Without a row there is none."""

    therapist = models.OneToOneField(Therapist, on_delete=models.CASCADE, related_name="feed")
    token = TokenField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Calendar of {self.therapist}"

    def get_absolute_url(self):
        return reverse("booking:feed", args=[self.token])
