"""Requests that hold no time until their patient opens the link in our email.

So it is with each new one while online requests hold as much time as `booking.ceilings` allows.
Nobody is refused, and no answer depends on what others have asked for with the same contact.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from booking import mails
from booking.ceilings import Ceilings, Held, Sender
from booking.conflicts import NoLongerPossible, one_by_one
from booking.models.appointment import Appointment
from booking.models.at_once import AtOnceQuerySet, ConfirmedAtOnce
from booking.models.deadlines import KEPT_IN_QUEUE
from booking.models.one_patient import check_is_free, contact_keys
from booking.models.rules import ZONE, BookingRules, days_of_work
from booking.models.service import LONGEST_COURSE
from booking.models.state import (
    CONFIRMED_AT_ONCE,
    LINK_OPENED,
    NOT_HELD,
    SYSTEM,
    TIME_KEPT,
    Event,
    State,
)
from booking.stranding import stranded
from inbox.verdict import Verdict

ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
# Proven requests may hold this many times the share of a week: somebody can have any number of
# mailboxes too. Beyond that, reception answers requests without a hold.
PROVEN = 2
MOST_MAILED_AN_HOUR = 60  # links to addresses that anyone may have typed; the others wait
MAILED_FOR = ONE_DAY  # later, the link would help nobody


def ceilings(rules, hours):
    return Ceilings(
        of_contact=rules.most_waiting,
        of_visitor=rules.most_waiting * LONGEST_COURSE,
        of_week=rules.held_of_week / 100,
        of_day=rules.held_of_day / 100,
        hours=hours,
        zone=ZONE,
    )


def held_online():
    """What was asked for online, holds its time, and has not been looked at by reception.

    Confirmed at once counts too, until somebody at the desk has done something with the booking:
    it does not lapse.
    """
    now = timezone.now()
    without_desk = Q(verb=CONFIRMED_AT_ONCE, actor=SYSTEM) | Q(verb=TIME_KEPT)
    at_once = Event.objects.filter(without_desk, appointment=OuterRef("pk"))
    by_desk = Event.objects.filter(
        appointment__booking=OuterRef("booking"), actor=Event.Actor.STAFF
    )
    rows = Appointment.objects.holding(now).filter(
        Q(~Q(booking__sent_by=""), state=State.REQUESTED)
        | Q(Exists(at_once), ~Exists(by_desk), state=State.CONFIRMED),
        starts_at__gt=now,
    )
    columns = ("starts_at", "ends_at", "booking__created_at", "booking_id", "booking__sent_by")
    contact = ("booking__email", "booking__phone_dialled")
    found = rows.order_by().values_list(*columns, *contact)
    return [Held(*row[:5], frozenset(contact_keys(*row[5:]))) for row in found]


class UnprovenQuerySet(AtOnceQuerySet):
    def must_be_proven(self, senders, contacts, spans, rules, hours):
        """Whether a request for these (start, end) must wait for its patient to open the link."""
        sender = Sender(senders, frozenset(contacts))
        limits = ceilings(rules, hours)
        return limits.reached_by(sender, held_online(), spans, timezone.now())

    def unproven(self):
        """Those whose link nobody has opened, for as long as somebody may wait for an answer."""
        since = timezone.now() - KEPT_IN_QUEUE
        visits = Appointment.objects.filter(state=State.UNPROVEN, starts_at__gt=since)
        return self.filter(pk__in=visits.values("booking"))

    def to_phone(self):
        """Those of them whose email was not delivered, or held back, or not sent for an hour."""
        undelivered = self.with_undelivered_mail().values("pk")
        not_sent = Q(mail_id="", created_at__lt=timezone.now() - ONE_HOUR)
        return self.unproven().filter(Q(pk__in=undelivered) | not_sent)

    def in_rush(self):
        """Unanswered requests that hold time and were sent within a day of one of those."""
        sent = OuterRef("created_at")
        same_days = self.unproven().filter(created_at__range=(sent - ONE_DAY, sent + ONE_DAY))
        held = Appointment.objects.holding(timezone.now()).filter(booking=OuterRef("pk"))
        rows = self.waiting().exclude(sent_by="")
        return rows.filter(Exists(held), Exists(same_days.order_by()))

    def without_link(self):
        """Those whose link is still to be mailed, newest first."""
        rows = self.unproven().filter(created_at__gt=timezone.now() - MAILED_FOR)
        return rows.filter(mail_id="").exclude(email="").order_by("-created_at", "-pk")

    def with_link_since(self, moment):
        return self.unproven().exclude(mail_id="").filter(mailed_at__gt=moment)

    def links_left(self):
        """How many links may still be mailed in this hour."""
        return max(0, MOST_MAILED_AN_HOUR - self.with_link_since(timezone.now() - ONE_HOUR).count())

    def link_due(self):
        """Those without a link, if any may be mailed now: else a worker has nothing to do yet."""
        mailed = self.with_link_since(timezone.now() - ONE_HOUR).order_by("pk")
        last_of_the_hour = mailed[MOST_MAILED_AN_HOUR - 1 : MOST_MAILED_AN_HOUR]
        return self.without_link().filter(~Exists(last_of_the_hour))

    def is_link_mailed_now(self, booking):
        """Whether the link of this new one need not wait: some are left, and no other waits."""
        others = self.without_link().exclude(pk=booking.pk)
        return self.links_left() > 0 and not others.exists()

    def keys_in_turn(self):
        """Of those without a link: the first of every visitor, then the second, and so on.

        One visitor's many keep nobody else's back. Of equal ones, the newest is first: a patient
        may have just sent it, whatever a machine sent before.
        """
        mailed = self.with_link_since(timezone.now() - MAILED_FOR)
        had, turns = Counter(mailed.values_list("sent_by", flat=True)), {}
        for pk, sent_by in self.without_link().values_list("pk", "sent_by"):
            had[sent_by] += 1
            turns[pk] = had[sent_by]
        return sorted(turns, key=turns.get)

    def mail_unproven(self):
        """Mail the links that had to wait. Any number of workers can call this."""
        one_by_one(self.keys_in_turn()[: self.links_left()], self.mail_unproven_one)

    @transaction.atomic
    def mail_unproven_one(self, pk):
        rows = self.without_link().select_for_update(no_key=True, skip_locked=True)
        for booking in rows.filter(pk=pk):
            mails.unproven(list(booking.visits()))


class Unproven(ConfirmedAtOnce):
    """What the patient can do with a request that holds no time yet."""

    class Meta:
        abstract = True

    def was_unproven(self):
        """Whether it had to wait for its link when it was stored, whatever it is now."""
        return Event.objects.filter(appointment__booking=self, verb=NOT_HELD).exists()

    def can_be_kept_by_patient(self):
        visits = self.visits().filter(state=State.UNPROVEN, starts_at__gt=timezone.now())
        return self.is_link_mailed_only and visits.exists()

    def keep_by_patient(self, seen=None):
        """Hold the times now, all or none, for the patient, who has the link from our email.

        What cannot be held becomes a request without a hold, which reception answers; so does one
        beyond what even proven requests may hold, and one within the notice for online requests.
        Where the service says so and all of it can be held, it is confirmed.
        """
        with self.deciding([State.UNPROVEN], seen) as visits:
            if not self.can_be_kept_by_patient():
                raise NoLongerPossible("Reception will answer this request.")
            check_is_free(self, [(*one.span(), one) for one in visits])
            rules, hours = BookingRules.current(), days_of_work(timezone.localdate())[0]
            spans = [one.span() for one in visits]
            # Nearer than anyone could still request it online, or over: nobody may be at the desk.
            soonest = timezone.now() + rules.as_rules().notice
            if ceilings(rules, hours).is_week_full(held_online(), spans, PROVEN):
                without = visits
            else:
                near = [one for one in visits if one.starts_at < soonest]
                without = {*near, *self.taken(visits), *stranded(visits)}
            self.take_up(visits, None, LINK_OPENED if without else TIME_KEPT, without)
            verdict = Verdict(reasons=self.reasons)
            service = visits[0].service
            if not without and type(self).objects.is_at_once(service, verdict, (), 1):
                self.settle(visits, None, verb=CONFIRMED_AT_ONCE)
                mails.confirmed_at_once(visits, is_first=False)
            else:
                mails.proven(visits)
