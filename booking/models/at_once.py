"""Visits that are confirmed without reception, for services where the clinic has chosen that.

For everyone, a request is confirmed as it is stored. For patients who have had a visit with us, it
waits like any other until they confirm it on the page whose link is in our email. The person who
sends the form is not given that link, and sees nothing that differs between patients whom we know
and others: not the answer, the times or the limits. Only the owner of the mailbox can find out, and
they already know.
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from booking import mails
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.decisions import Decisions
from booking.models.floods import FloodQuerySet
from booking.models.rules import rules_for_patients
from booking.models.service import AtOnce
from booking.models.state import CONFIRMED_AT_ONCE, Event, State

ONE_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 30  # visits requested online by all visitors, before reception looks at each again
RECEIPTS = Signer(sep=".", salt="booking.receipt")


class AtOnceQuerySet(FloodQuerySet):
    """Which requests are confirmed as they are stored."""

    def is_at_once(self, service, verdict, senders, most):
        """Whether this request is confirmed without reception.

        A confirmed visit keeps its time, so reception looks at what could be abuse: anything
        with a spam signal, more than `most` upcoming bookings of a visitor, and a rush of
        requests. Nothing depends on the visits of the contact: anyone can type anyone's, and could
        count them. The caller's transaction has taken their turns. Two queries.
        """
        if service.confirmed_at_once != AtOnce.EVERYONE or verdict.reasons:
            return False
        of_visitor = Appointment.objects.to_come().filter(booking__sent_by__in=senders)
        of_visitor = of_visitor.exclude(booking__sent_by="").order_by().values("booking")
        if senders and of_visitor.distinct().count() >= most:
            return False
        recent = Event.objects.filter(verb=State.REQUESTED, at__gt=timezone.now() - ONE_HOUR)
        return recent.count() < MOST_AN_HOUR

    def of_receipt(self, signed):
        """The booking whose receipt has this address. Raises DoesNotExist."""
        try:
            return self.get(pk=RECEIPTS.unsign(signed))
        except BadSignature as error:
            raise self.model.DoesNotExist from error


class ConfirmedAtOnce(Decisions):
    """What the patient can confirm, and what the person who sent the form is shown."""

    class Meta:
        abstract = True

    def can_be_confirmed_by_patient(self):
        """Whether the patient, who has the link from our email, needs no answer from reception."""
        if not self.is_link_mailed_only:
            return False
        waiting = [one for one in self.visits() if one.state == State.REQUESTED]
        if not (waiting and all(one.service.confirmed_at_once == AtOnce.KNOWN for one in waiting)):
            return False
        # Once it is not held, as near as a patient could still request it online.
        not_held = [one.starts_at for one in waiting if not one.is_held()]
        if not_held and min(not_held) < timezone.now() + rules_for_patients().notice:
            return False
        return self.is_of_known_patient()

    def is_of_known_patient(self):
        """Whether this patient has come to a visit, for which they gave this email address.

        The address must be the same, because it is all that the private link proves.
        """
        earlier = type(self).objects.of_contact(self.email, "").filter(patient=self.patient_id)
        return (
            bool(self.patient_id)
            and Appointment.objects.filter(booking__in=earlier, state=State.ATTENDED).exists()
        )

    def confirm_by_patient(self, seen=None):
        """Confirm every visit that waits, all or none, as `confirm` does for reception."""
        with self.deciding([State.REQUESTED], seen) as visits:
            if not self.can_be_confirmed_by_patient():
                raise NoLongerPossible("Reception will answer this request.")
            self.settle(visits, None, verb=CONFIRMED_AT_ONCE)
            mails.confirmed_at_once(visits, is_first=False)

    def address_for_sender(self):
        """Where the form leads: to the private page, or to a receipt without the private link."""
        if not self.is_link_mailed_only:
            return self.get_absolute_url()
        return reverse("booking:receipt", args=[RECEIPTS.sign(self.pk)])

    def asked_starts(self):
        """The starts that were asked for, in order, whatever has happened to them since."""
        asked = Event.objects.filter(appointment__booking=self, verb=State.REQUESTED)
        return sorted(set(asked.values_list("starts_at", flat=True)))
