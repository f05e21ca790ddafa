from contextlib import contextmanager
from copy import copy
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from booking import stranding
from booking.models.brought_in import WAS_PAST
from booking.models.deadlines import DeadlineQuerySet
from booking.models.following_up import FollowUpQuerySet
from booking.models.locking import locking
from booking.models.rivals import RivalQuerySet
from booking.models.rules import BookingRules, since_last_working_day
from booking.models.state import CONFIRMED_AT_ONCE, Event, State
from booking.models.visible import SEE_ALL, sees_own_alone
from typed.seen import NEXT, ChangedMeanwhile

SOON_OVER = timedelta(days=1)  # before a hold ends, so that reception can ask the patient
NEWS_KEPT = timedelta(days=3)
MARKED_WITHIN = timedelta(days=14)  # after that, nobody remembers who came
# What keeps its time from others: see also `is_over_another`.
HOLDS = Q(holds_time=True) | Q(is_beside=True, state__in=State.kept())


def occupied(visit, starts_at):
    """The columns that say when: the visit itself, and the visit with its buffers."""
    ends_at = starts_at + visit.duration
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "period": DateTimeTZRange(starts_at - visit.buffer_before, ends_at + visit.buffer_after),
    }


def changed_copy(visit, changes):
    """The visit as it will be, while the visit itself stays as it is until the UPDATE succeeds."""
    new = copy(visit)
    new.version += 1
    for name, value in changes.items():
        setattr(new, name, value(visit) if callable(value) else value)
    return new


class AppointmentQuerySet(RivalQuerySet, DeadlineQuerySet, FollowUpQuerySet):
    def visible_to(self, user):
        """Those that this account may see. A therapist sees their own, and no spam."""
        if user.has_perm(SEE_ALL):
            return self
        if sees_own_alone(user):
            return self.filter(therapist__account=user).exclude(state=State.SPAM)
        return self.none()

    def waiting(self):
        """Requests that reception has not answered, whether or not their time is still held."""
        return self.filter(state=State.REQUESTED)

    def unanswered(self):
        """Requests that reception has not answered, including those that were set aside."""
        return self.filter(state__in=[State.REQUESTED, *State.set_aside()])

    def unanswered_offers(self):
        """Offers that patients have not answered, whether or not their time is still held.

        Of several times offered together, one.
        """
        rows = self.filter(state=State.OFFERED, starts_at__gt=timezone.now())
        earlier = self.model.objects.filter(
            Q(instead_of=OuterRef("instead_of"), pk__lt=OuterRef("pk"))
            | Q(pk=OuterRef("instead_of")),
            state=State.OFFERED,
        )
        return rows.exclude(Exists(earlier))

    def offers_to_follow_up(self):
        """Unanswered offers whose hold has ended or ends within a day."""
        return self.unanswered_offers().filter(held_until__lte=timezone.now() + SOON_OVER)

    def to_call(self):
        """Visits that ended without an answer, until someone has phoned the patient."""
        return self.filter(needs_call=True)

    def unmarked(self):
        """Confirmed visits that have ended lately, until someone has noted whether they came.

        Not those that had begun when they were brought in from another appointment book.
        """
        now = timezone.now()
        # That it has begun is implied, but bounds what is read of the index.
        lately = {"starts_at__gt": now - MARKED_WITHIN, "starts_at__lt": now}
        return self.filter(state=State.CONFIRMED, ends_at__lte=now, **lately).exclude(WAS_PAST)

    def confirmed_at_once(self):
        """Upcoming visits confirmed without reception that it may not have seen yet.

        Those since its last working day began, and of NEWS_KEPT at least: on some days only
        therapists work.
        """
        now = timezone.now()
        since = min(since_last_working_day(), now - NEWS_KEPT)
        lately = Event.objects.filter(verb=CONFIRMED_AT_ONCE, at__gt=since)
        return self.filter(
            pk__in=lately.values("appointment"), state=State.CONFIRMED, starts_at__gt=now
        )

    def active(self):
        """Visits that can still take place: requested, offered or confirmed."""
        return self.filter(state__in=State.active())

    def to_come(self):
        return self.active().filter(starts_at__gt=timezone.now())

    def unsettled(self):
        """Visits that still need the patient's details: upcoming, or requested and not answered.

        Including upcoming ones that were set aside, which reception can still restore.
        """
        set_aside = Q(state__in=State.set_aside(), starts_at__gt=timezone.now())
        return self.filter(Q(pk__in=self.to_come()) | Q(state=State.REQUESTED) | set_aside)

    def with_cutoff(self):
        """Each with the booking rules' cutoff, so that a list of many reads the rules once."""
        return self.annotate(cutoff=Value(BookingRules.current().cutoff))

    def of_patients(self):
        """Without offers of another time for a visit that is also there."""
        return self.filter(instead_of=None)

    def on_waiting_list(self):
        """Upcoming visits on the waiting list, longest wait first."""
        return self.to_come().exclude(waiting_list_since=None).order_by("waiting_list_since", "pk")

    def therapist_ids(self):
        """The ids of the therapists whose time these visits take, or may take again."""
        rows = self.filter(state__in=[*State.active(), *State.set_aside()])
        return set(rows.values_list("therapist_id", flat=True))

    def holding(self, now):
        """Visits whose time others cannot take at `now`. `is_held` is the same for one."""
        return self.filter(HOLDS).exclude(state__in=State.held_for_a_while(), held_until__lte=now)

    def busy(self, but=None):
        """Those whose time nobody else can have now; the time of `but` and its offers is free."""
        rows = self.holding(timezone.now())
        return rows.apart_from(but) if but else rows

    def stranded(self):
        """The upcoming visits that no longer fit, soonest first. Five queries, however many."""
        now = timezone.now()
        visits = self.holding(now).filter(starts_at__gt=now).order_by("starts_at")
        return stranding.stranded(visits.select_related("booking", "therapist", "service"))

    def apart_from(self, one):
        """Without this visit, and without the offer for it or the visit that it is an offer for."""
        visit = one.instead_of_id or one.pk
        return self.exclude(Q(pk=visit) | Q(instead_of=visit))

    def change(self, visits, by, verb=None, **changes):
        """Change these visits in one UPDATE, and record it. The caller has the therapists' locks.

        A change is a value, or a function of the visit. Raises ChangedMeanwhile, for the caller's
        transaction to undo all, unless each of them is still as it was read.
        """
        if not visits:
            return
        as_read = Q.create(
            [Q(pk=one.pk, state=one.state, version=one.version) for one in visits],
            connector=Q.OR,
        )
        changed = [changed_copy(visit, changes) for visit in visits]
        names = [*changes, "version"]
        if any(map(callable, changes.values())):
            count = self.filter(as_read).bulk_update(changed, names)
        else:  # without a CASE for each visit, of which a flood has thousands
            count = self.filter(as_read).update(**changes, version=NEXT)
        if count < len(visits):
            raise ChangedMeanwhile(visits[0].last_change())
        for visit, new in zip(visits, changed, strict=True):
            for name in names:
                setattr(visit, name, getattr(new, name))
        Event.objects.record(visits, verb, by)

    @contextmanager
    def locking_schedules(self, therapists, answering=()):
        """The only way to take or release time: a transaction that locks the therapists' rows.

        It begins by letting expired holds lapse. `answering` are the bookings being acted on: their
        own holds are left alone, so that their patients get only the email about that action.

        Inside it, check the time again, then write. The exclusion constraint is the last safeguard:
        a check without the lock lets rivals in, and the constraint without the lock lets them
        deadlock. Raises TimeTaken for an overlap, ScheduleBusy for a deadlock or a wait longer than
        LONGEST_WAIT, and LocksOutOfOrder inside another such transaction.
        """
        ids = {getattr(one, "pk", one) for one in therapists}
        with locking(ids):
            others = self.exclude(booking__in=answering)
            others.filter(therapist__in=ids).lapse_stale_holds()
            yield
