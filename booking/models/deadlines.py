"""What the time itself brings about: holds end, patients are reminded, requests are closed."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from booking import deadline_mails, stranding
from booking.conflicts import one_by_one
from booking.models.brought_in import may_be_written_to
from booking.models.rules import BookingRules
from booking.models.state import HOLD_ENDED, SYSTEM, Event, State
from clinic import texting

KEPT_IN_QUEUE = timedelta(days=5)  # after the requested time has passed


class DeadlineQuerySet(models.QuerySet):
    """Visits for which something falls due, and what is done then, each thing once."""

    def with_stale_holds(self):
        """Unanswered requests and offers that hold their time past `held_until`."""
        return self.filter(
            state__in=State.held_for_a_while(), holds_time=True, held_until__lte=timezone.now()
        )

    def lapse_stale_holds(self):
        """End the holds whose time is up. The caller has locked the therapists' rows.

        The request stays in reception's queue, and the offer can still be accepted, while the time
        is free. Patients are told once per booking about requests, and about each offer; reception
        is told about offers too.
        """
        found = list(self.with_stale_holds().values_list("pk", flat=True))
        if not found:  # as nearly always, so the wide query is not even written
            return
        stale = self.filter(pk__in=found).select_related("booking", "instead_of", "therapist")
        stale = list(stale.order_by("booking_id"))
        told = self.told_of_lapsed_offers(stale)
        self.filter(pk__in=found).update(holds_time=False)
        now = timezone.now()
        Event.objects.record(stale, HOLD_ENDED, SYSTEM)
        for one in stale:
            if one.starts_at <= now:
                continue  # closing it will tell the patient
            if one.state == State.OFFERED:
                if one.offered_with() not in told:
                    told.add(one.offered_with())
                    deadline_mails.offer_lapsed(one)
                continue
            untold = type(one.booking).objects.filter(pk=one.booking_id, hold_lapsed_at=None)
            if untold.update(hold_lapsed_at=now):
                deadline_mails.hold_lapsed(one.booking)

    def told_of_lapsed_offers(self, stale):
        """Which of these offers the patient has been told about, with another time in them."""
        offers = {one.offered_with() for one in stale if one.state == State.OFFERED}
        together = self.model.objects.filter(Q(pk__in=offers) | Q(instead_of__in=offers))
        lapsed = together.filter(state=State.OFFERED, holds_time=False)
        return {one.offered_with() for one in lapsed}

    def end_stale_holds(self):
        """Lapse expired holds for every therapist, as the next writer there would do anyway."""

        def end_holds_with(therapist_id):
            with self.locking_schedules([therapist_id]):
                pass

        stale = self.with_stale_holds().order_by("therapist_id")
        one_by_one(stale.values_list("therapist_id", flat=True).distinct(), end_holds_with)

    def remind(self):
        """Remind the patients of all visits that are due for it, each once.

        For visits that no longer fit the schedule, reception is told instead.
        """
        due = list(self.due_for_reminder())
        told = [one for one in stranding.stranded(due) if one.no_room_told_at]
        one_by_one([one for one in due if one not in told], self.model.remind)

    def forgotten(self):
        """Unanswered offers whose time has passed, and unanswered requests a few days after theirs.

        Until then reception can still offer another time, so that a slow day loses no patient.
        """
        now = timezone.now()
        return self.filter(
            Q(state=State.OFFERED, starts_at__lte=now)
            | Q(state=State.OFFERED, instead_of__starts_at__lte=now)
            | Q(
                state=State.REQUESTED,
                starts_at__lte=now - KEPT_IN_QUEUE,
                held_until__lte=now - KEPT_IN_QUEUE,  # later if an offer was declined after that
            ),
            # Implied, but lets the index of open requests and offers be used.
            state__in=State.held_for_a_while(),
        )

    def close_forgotten(self):
        """End what nobody has answered."""
        one_by_one(self.forgotten(), self.model.lapse)

    def due_for_reminder(self):
        """Upcoming confirmed visits, except those confirmed or moved when already this near."""
        rules, now = BookingRules.current(), timezone.now()
        ahead = timedelta(hours=rules.reminder_hours)
        reached = ~Q(booking__email="")
        if texting.is_on():
            reached |= Q(booking__texts_agreed_at__isnull=False)
        return self.filter(
            reached,
            may_be_written_to(),
            Q(settled_at=None) | Q(settled_at__lt=F("starts_at") - ahead),
            state=State.CONFIRMED,
            reminded_at=None,
            starts_at__gt=now,
            starts_at__lte=now + ahead,
        )
