"""The outbox for text messages: a row is stored or rolled back with the change that it reports.

A row has no number and no words: both are read from the booking when the message is handed over.
"""

import logging
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, Q
from django.utils import timezone

from booking.models.sending import Delivery, TextState
from booking.models.state import PHONED, Event, State
from clinic import texting
from clinic.clock import moment
from clinic.models import Clinic
from clinic.texting import NotSent, Reason, Unclear, plain

logger = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
MOST_A_DAY = 6  # to one number: more than can happen to one visit
MOST_A_DAY_IN_ALL = 500  # each costs money; those above it wait
BATCH = 20  # so that the worker's other tasks go on
SLOW = timedelta(minutes=5)  # one that has waited this long shows that something is wrong


class Kind(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    CHANGED = "changed", "Another time or treatment"
    CANCELLED = "cancelled", "Cancelled"
    OFFERED = "offered", "Another time offered"
    REMINDER = "reminder", "Reminder"


# Without a name or a treatment: other people see the screen of a locked phone.
WORDS = {
    Kind.CONFIRMED: "{clinic}: confirmed for {when}. {link}",
    Kind.CHANGED: "{clinic}: changed, now {when}. {link}",
    Kind.CANCELLED: "{clinic}: cancelled, {when}. {link}",
    Kind.OFFERED: "{clinic}: can you come {when}? {link}",
    Kind.REMINDER: "{clinic}: your visit is {when}. {link}",
}
END = " Reply STOP to end"


class TextQuerySet(models.QuerySet):
    def tell(self, kind, visits):
        """Queue one message about these visits, if the patient wants any, in this transaction.

        It replaces those about the same visits that have not been sent. None is queued
        before staff have answered the patient, because a stranger may have typed the number.
        """
        booking, visit = visits[0].booking, visits[0].instead_of or visits[0]
        self.drop_unsent(visits)
        if not booking.gets_texts() or not Event.objects.vouching_for(booking):
            return
        text = self.model(booking=booking, visit=visit, kind=kind, next_at=timezone.now())
        text.starts_at, text.count = visits[0].starts_at, len(visits)
        today = self.filter(
            booking__phone_dialled=booking.phone_dialled, queued_at__gt=timezone.now() - A_DAY
        )
        if today.count() >= MOST_A_DAY:
            text.state, text.reason, text.next_at = TextState.FAILED, Reason.TOO_MANY, None
        text.save()

    def drop_unsent(self, visits):
        """Delete what has not been sent about these visits, as something has changed since."""
        same = [one.instead_of_id or one.pk for one in visits]
        self.filter(visit__in=same, state__in=TextState.not_sent()).delete()

    def due(self):
        """Those to be sent, and those of which it is time to ask whether they have arrived.

        None to be sent after as many as a day may have.
        """
        if not texting.is_on():
            return self.none()
        now = timezone.now()
        today = self.model.objects.filter(sent_at__gt=now - A_DAY)
        may_send = ~Exists(today[MOST_A_DAY_IN_ALL - 1 :])
        return self.filter(may_send | Q(state=TextState.SENT), next_at__lte=now)

    def deliver(self):
        """One batch at most. A provider that does not answer is left alone until the next round."""
        for one in self.due().order_by("next_at")[:BATCH]:
            try:
                one.go_on()
            except Exception as error:
                # Without the error's words, which may have the number.
                logger.warning("Text %s was postponed: %s", one.pk, type(error).__name__)
                if isinstance(error, NotSent | Unclear):
                    break

    def undelivered(self):
        """Those that failed, or that have waited too long to be sent."""
        slow = Q(
            state__in=[TextState.WAITING, TextState.SENDING],
            queued_at__lt=timezone.now() - SLOW,
        )
        return self.filter(Q(state=TextState.FAILED) | slow)

    def try_again(self, keys):
        """Let the worker send these in its next round, as if they were new; returns how many.

        Not one that a worker may be sending now.
        """
        now = timezone.now()
        rows = self.undelivered().filter(pk__in=keys)
        rows = rows.exclude(state=TextState.SENDING, next_at__gt=now)
        return rows.update(state=TextState.WAITING, tries=0, unclear=0, reason="", next_at=now)

    def outlived(self, before):
        return self.filter(queued_at__lt=before).order_by("queued_at")


class Text(Delivery):
    """A text message about a visit, or about several of one booking."""

    Kind, State = Kind, TextState

    booking = models.ForeignKey("booking.Booking", on_delete=models.CASCADE, related_name="texts")
    visit = models.ForeignKey("booking.Appointment", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_at = models.DateTimeField(help_text="When the first of the visits starts.")
    count = models.PositiveSmallIntegerField("visits", default=1)
    queued_at = models.DateTimeField(default=timezone.now)

    objects = TextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="booking_texts_due"
            ),
            models.Index(
                fields=["queued_at"],
                condition=~Q(state__in=["sent", "delivered"]),
                name="booking_texts_undelivered",
            ),
            models.Index(fields=["queued_at"], name="booking_texts_by_time"),
            models.Index(
                fields=["sent_at"], condition=Q(sent_at__isnull=False), name="booking_texts_sent"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {moment(self.starts_at)}"

    def words(self):
        """What is sent: in one part, if the clinic's name and the site's address let it be."""
        when = moment(self.starts_at, "short")
        if self.count > 1:
            is_a_choice = self.kind == Kind.OFFERED
            when = f"{when} or another time" if is_a_choice else f"{self.count} visits from {when}"
        clinic, link = Clinic.current().name, self.booking.private_url()
        return plain(WORDS[self.kind].format(clinic=clinic, when=when, link=link) + END)

    def is_still_so(self):
        """Whether what it says is still true. Of several visits or times, it names those left."""
        left = self.left()
        if left:
            self.starts_at, self.count = left[0].starts_at, len(left)
        return bool(left)

    def left(self):
        """What it is about, as it is now: nothing if the first of its visits has changed since."""
        if self.kind == Kind.OFFERED:
            return self.visit.offered_times()
        state = State.CANCELLED if self.kind == Kind.CANCELLED else State.CONFIRMED
        left = self.booking.visits().filter(state=state, starts_at__gte=self.starts_at)
        is_same = self.visit.state == state and self.visit.starts_at == self.starts_at
        return list(left[: self.count]) if is_same else []

    def can_be_tried_again(self):
        """Whether the patient still wants it, it is still true, and the visit is still ahead."""
        wanted = self.booking.gets_texts() and self.is_still_so()
        return wanted and self.starts_at > timezone.now()

    @transaction.atomic
    def deal_with(self, by):
        """Delete it, since the patient has been told; False if it is gone or being sent."""
        rows = type(self).objects.undelivered().filter(pk=self.pk)
        deleted, _ = rows.exclude(state=TextState.SENDING, next_at__gt=timezone.now()).delete()
        if deleted:
            Event.objects.record([self.visit], PHONED, by)
        return bool(deleted)
