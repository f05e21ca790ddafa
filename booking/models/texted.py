from django.db import models, transaction
from django.utils import timezone

from booking.models.sending import TextState
from booking.models.state import TEXTS_ENDED, Event, State
from booking.models.texts import Text
from clinic import texting
from clinic.texting import takes_texts


class Texted(models.Model):
    """A booking whose patient can ask for text messages about it."""

    texts_agreed_at = models.DateTimeField(
        "text messages since",
        null=True,
        blank=True,
        help_text="When the patient asked for text messages about this booking.",
    )

    class Meta:
        abstract = True

    def gets_texts(self):
        """Whether they want text messages, and we can send them any.

        A text has the private link. While that link is what proves whose email address it is, we
        send it by email only.
        """
        if not (self.texts_agreed_at and texting.is_on() and takes_texts(self.phone_dialled)):
            return False
        waiting = self.appointments.filter(state__in=State.held_for_a_while())
        return not (self.is_link_mailed_only and waiting.exists())

    def may_have_been_texted(self):
        """Whether a text with the private link may have been sent, even if they want none now."""
        if self.texts_agreed_at or self.texts.exists():
            return True
        ended = Event.objects.filter(appointment__booking=self, verb=TEXTS_ENDED)
        return ended.exists()  # the texts themselves are deleted after a while

    @transaction.atomic
    def end_texts(self, by=None, everywhere=False):
        """Send no more texts about this booking, or to this number at all if `everywhere`.

        `by` as in Decisions. Messages not sent yet are deleted.
        """
        rows = type(self).objects.exclude(texts_agreed_at=None)
        same = {"phone_dialled": self.phone_dialled} if everywhere else {"pk": self.pk}
        rows = rows.filter(**same).select_for_update(no_key=True).order_by("pk")
        keys = [one.pk for one in rows]
        type(self).objects.filter(pk__in=keys).update(texts_agreed_at=None)
        Text.objects.filter(booking__in=keys, state=TextState.WAITING).delete()
        visits = self.appointments.model.objects.filter(booking__in=keys, instead_of=None)
        firsts = {one.booking_id: one for one in visits.order_by("-starts_at")}
        Event.objects.record(firsts.values(), TEXTS_ENDED, by)


def agreed(details):
    """The columns for what a form says: `texts` is whether they ask for text messages."""
    asked = details.get("texts") and texting.is_on()
    columns = {name: value for name, value in details.items() if name != "texts"}
    return columns | ({"texts_agreed_at": timezone.now()} if asked else {})
