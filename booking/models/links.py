from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from booking import mails
from booking.models.state import LINK_REPLACED
from booking.models.therapist import Therapist
from clinic.sealed_columns import TokenField
from clinic.tokens import new_token
from inbox.mail_limits import may_be_mailed, take_turns
from typed.seen import NEXT, ChangedMeanwhile, Versioned

PAUSE = timedelta(minutes=10)  # between two such emails to one address
LINK_KEPT = timedelta(days=7)  # after the last visit


class LinkExpired(Exception):
    """The private link was replaced, or the last visit was long enough ago."""


class LinkedQuerySet(models.QuerySet):
    def behind(self, token):
        """The booking that a private link opens. Raises DoesNotExist and LinkExpired."""
        booking = self.filter(token=token).first()
        if booking is None and not FormerLink.objects.filter(token=token).exists():
            raise self.model.DoesNotExist
        if booking is None or booking.link_ends_at() < timezone.now():
            raise LinkExpired
        return booking

    @transaction.atomic
    def mail_links(self, email):
        """Email each address its own links: addresses that differ only in case may be two people's.

        Parallel posts take turns, so that the first sends everything and the others find the
        pause. Rows being written are skipped: waiting for them would mean taking locks in another
        order than writers do.
        """
        take_turns(email)
        now, by_address = timezone.now(), {}
        bookings = self.filter(email__iexact=email).with_use_for_link().order_by("pk")
        for booking in bookings.select_for_update(no_key=True, skip_locked=True):
            by_address.setdefault(booking.email, []).append(booking)
        for of_address in by_address.values():
            sent = [one.link_sent_at for one in of_address if one.link_sent_at]
            if (not sent or max(sent) <= now - PAUSE) and may_be_mailed(email):
                self.filter(pk__in=[one.pk for one in of_address]).update(link_sent_at=now)
                mails.links(of_address)


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
        """When the private link expires: some time after the last visit.

        Later if a request waits again since an offer was declined after the time it asked for.
        """
        last = Greatest("ends_at", "held_until")
        return self.appointments.aggregate(last=Max(last))["last"] + LINK_KEPT

    def replace_link(self, by, seen):
        """Disable the private link and email the patient a new one.

        `seen` is the link's version, the number of former links: a double click must not disable
        the link just sent. Raises ChangedMeanwhile.
        """
        with transaction.atomic():
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
            if self.former_links.count() != seen:
                raise ChangedMeanwhile
            self.former_links.create(token=self.token)
            self.token = new_token()
            self.save(update_fields=["token"])
            self.visits()[0].record(LINK_REPLACED, by)
            mails.links([self])


class FormerLink(models.Model):
    """A private link that was replaced. Its page says so and shows nothing else."""

    booking = models.ForeignKey(
        "booking.Booking", on_delete=models.CASCADE, related_name="former_links"
    )
    token = TokenField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"of {self.booking} until {self.at:%Y-%m-%d}"


class CalendarFeed(Versioned):
    """A therapist's private calendar, for anyone who has its link; no row, no calendar."""

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
