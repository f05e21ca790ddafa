"""How one text message is handed over, and what is asked about it afterwards."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from booking.models.state import SYSTEM
from clinic import texting
from clinic.texting import NotSent, Reason, Refused, Unclear

LEASE = timedelta(minutes=2)  # for one try: longer than we wait for the provider
PAUSE = timedelta(minutes=1)  # before the second try, and twice as long each time
ATTEMPTS = 8  # the last one about two hours after the first
MOST_UNCLEAR = 2  # tries without an answer, so nobody gets the same message three times
NO_WORD_FOR = timedelta(days=1)  # after that, a message counts as delivered
ABOUT_THE_NUMBER = [Reason.STOPPED, Reason.NO_MOBILE, Reason.WRONG]


class TextState(models.TextChoices):
    """SENDING is also the state of one whose try ended without an answer."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not delivered"

    @classmethod
    def not_sent(cls):
        return [cls.WAITING, cls.SENDING, cls.FAILED]


class Delivery(models.Model):
    """The part of a text message that says how far it has got."""

    state = models.CharField(max_length=10, choices=TextState, default=TextState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    unclear = models.PositiveSmallIntegerField(default=0, help_text="Tries without an answer.")
    next_at = models.DateTimeField(
        null=True, help_text="When the worker sends it, or asks whether it has arrived."
    )
    sent_id = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, blank=True, default="", help_text="A Reason.")

    class Meta:
        abstract = True

    def go_on(self):
        """Send it, or ask whether it has arrived. Raises NotSent and Unclear; it stays due later.

        Of two workers, one gets it.
        """
        if self.state == TextState.SENT:
            self.look_after()
        elif self.take():
            self.send()

    def take(self):
        """Note that it is being sent, before it is; False if another worker was faster.

        If this worker is killed, nobody knows whether the message was taken: that counts as one try
        without an answer.
        """
        was = {"pk": self.pk, "state": self.state, "next_at": self.next_at}
        unclear = self.unclear + (self.state == TextState.SENDING)
        values = {"state": TextState.SENDING, "tries": self.tries + 1, "unclear": unclear}
        values["next_at"] = timezone.now() + LEASE
        for name, value in values.items():
            setattr(self, name, value)
        return type(self).objects.filter(**was).update(**values)

    def send(self):
        booking = self.booking  # read now, so with any change since it was queued
        if not booking.gets_texts() or not self.is_still_so():
            self.delete()
        elif self.starts_at <= timezone.now():
            self.fail(Reason.LATE)
        elif self.unclear >= MOST_UNCLEAR:
            self.fail(Reason.UNCLEAR)
        else:
            try:
                sid = texting.provider().send(booking.phone_dialled, self.words())
            except Refused as error:
                self.fail(error.reason)
            except NotSent:
                self.put_off()
                raise
            except Unclear:
                self.note(next_at=timezone.now() + self.pause())
                raise
            else:
                now = timezone.now()
                self.note(state=TextState.SENT, sent_id=sid, sent_at=now, next_at=now + PAUSE)

    def pause(self):
        return PAUSE * 2 ** (self.tries - 1)

    def put_off(self):
        if self.tries < ATTEMPTS:
            self.note(state=TextState.WAITING, next_at=timezone.now() + self.pause())
        else:
            self.fail(Reason.AWAY)

    def look_after(self):
        """Ask whether it has arrived, waiting twice as long each time."""
        now = timezone.now()
        waited = max(now - self.sent_at, PAUSE)
        self.note(next_at=now + waited)
        try:
            has_arrived = texting.provider().has_arrived(self.sent_id)
        except Refused as error:
            self.fail(error.reason)
        else:
            if has_arrived or waited > NO_WORD_FOR:
                self.note(state=TextState.DELIVERED, next_at=None)

    def fail(self, reason):
        """Leave it to reception. A number that gets no texts is not tried again for the booking."""
        self.note(state=TextState.FAILED, reason=reason, next_at=None)
        if reason in ABOUT_THE_NUMBER:
            self.booking.end_texts(by=SYSTEM, everywhere=reason == Reason.STOPPED)

    def note(self, **values):
        """Store what became of this try, unless reception has started another since."""
        type(self).objects.filter(pk=self.pk, tries=self.tries).update(**values)

    def get_reason_display(self):
        return Reason(self.reason).label if self.reason in Reason.values else ""
