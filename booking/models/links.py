from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from booking import mails
from booking.models.service import Therapist
from booking.models.state import LINK_REPLACED
from clinic.columns import TokenField
from clinic.tokens import new_token
from typed.seen import NEXT, Versioned

LINK_KEPT = timedelta(days=7)  # after the last visit


class Linked(models.Model):
    """The private link of a booking."""

    token = TokenField()

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse("booking:appointment", args=[self.token])

    def private_url(self):
        """The patient's private link, as emails contain it."""
        return settings.SITE_URL + self.get_absolute_url()

    def link_ends_at(self):
        """When the private link expires: some time after the last visit."""
        return self.appointments.aggregate(last=Max("ends_at"))["last"] + LINK_KEPT

    def replace_link(self, by, seen):
        """Disable the private link and email the patient a new one; returns whether it was done.

        `seen` is the number of former links: a double click must not disable the link just sent.
        """
        with transaction.atomic():
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
            if self.former_links.count() != seen:
                return False
            self.former_links.create(token=self.token)
            self.token = new_token()
            self.save(update_fields=["token"])
            self.visits()[0].record(LINK_REPLACED, by)
            mails.links([self])
            return True


class FormerLink(models.Model):
    """A private link that was replaced. Its page says so and shows nothing else."""

    booking = models.ForeignKey(
        "booking.Booking", on_delete=models.CASCADE, related_name="former_links"
    )
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
