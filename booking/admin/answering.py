"""Answers to several visits at once. Each is one verb of the model, which takes the locks."""

from collections import defaultdict
from dataclasses import dataclass

from booking.admin.absence_forms import CANCEL, MOVE
from booking.admin.screens import BUSY
from booking.conflicts import (
    NoLongerPossible,
    OutsideHours,
    PatientHasVisit,
    ScheduleBusy,
    TimeTaken,
)
from booking.models import Appointment, Booking
from booking.models.state import State
from typed.seen import ChangedMeanwhile

TAKEN = "That time has just been taken. Here are other times."
NOBODY_FREE = "No colleague is free at that time. Choose another answer."
NO_TIME = "Select at least one time to offer, or choose another answer."


def answer_all(rows, for_all, absence, by):
    """Answer the selected rows. Returns whether any failed; `why` then has each reason."""
    choice, how = for_all.cleaned_data["all"], {"by": by, "line": for_all.line_to_send()}
    to_do = [row for row in rows if row.is_to_do(choice)]
    for group in in_one_email(to_do, choice):
        why = attempt(lambda group=group: end_together(group, how))
        for row in group:
            row.is_done = not why
    for row in to_do:
        if row.is_done:
            continue
        row.why = attempt(lambda row=row: act(row, row.choice(choice), how))
        row.is_done = not row.why
        if row.why and is_answered(row.visit, absence):
            row.why = ""  # by a colleague, by the patient, or by a double click
    return any(row.why for row in rows)


def in_one_email(rows, for_all):
    """The visits of one course that are to be cancelled, or the requests to be declined."""
    of_course = defaultdict(list)
    for row in rows:
        one = row.visit
        if row.choice(for_all) == CANCEL and one.state in (State.REQUESTED, State.CONFIRMED):
            of_course[one.booking_id, one.state].append(row)
    return [group for group in of_course.values() if len(group) > 1]


def end_together(rows, how):
    one = rows[0].visit
    end = one.booking.decline if one.state == State.REQUESTED else one.booking.cancel
    end(**how, among={row.visit.pk: row.cleaned_data["seen"] for row in rows})


def attempt(act):
    """Why it could not be done, as text; "" if it was done."""
    try:
        act()
    except (ChangedMeanwhile, NoLongerPossible) as error:
        return str(error)
    except ScheduleBusy:
        return BUSY
    except PatientHasVisit as error:
        return f"{error} Choose another time."
    except (TimeTaken, OutsideHours):
        return TAKEN
    return ""


def act(row, choice, how):
    one, how = row.visit, how | {"seen": row.cleaned_data["seen"]}
    if choice == CANCEL:
        end = one.decline if one.state == State.REQUESTED else one.cancel
        end = one.withdraw if row.is_for_all else end
        end(**how)
        return
    times = [(one.starts_at, row.who_stands_in())] if choice == MOVE else row.cleaned_data["offer"]
    if not times or None in times[0]:
        raise NoLongerPossible(NOBODY_FREE if choice == MOVE else NO_TIME)
    (start, therapist), *also = times if row.takes_several else times[:1]
    how |= {"again": True} if row.is_for_all else {}
    if choice == MOVE and one.state != State.OFFERED:
        one.move(therapist, start, **how)
    else:
        one.propose(therapist, start, also=[(who, start) for start, who in also], **how)


def is_answered(visit, absence):
    """Whether nothing is left to answer, as the visit is stored now."""
    return visit not in absence.to_answer()


@dataclass
class Answered:
    """A visit as it is now: what was done, the times, and why to phone its patient, or ""."""

    visit: Appointment
    outcome: str
    times: list[Appointment]
    to_phone: str


def answered_visits(keys, affected, to_answer):
    """The visits with these keys, and the affected ones for which another time is offered."""
    rows = Appointment.objects.filter(pk__in=keys).order_by("starts_at")
    rows = rows.select_related("booking", "therapist", "instead_of__therapist")
    rows = rows.prefetch_related("offers__therapist", "instead_of__offers__therapist")
    visits = dict.fromkeys([*rows, *(one for one in affected if is_offered(one, to_answer))])
    bookings = Booking.objects.filter(pk__in={one.booking_id for one in visits})
    missed = set(bookings.with_undelivered_mail().values_list("pk", flat=True))
    return [Answered(one, *outcome(one), to_phone(one.booking, missed)) for one in visits]


def is_offered(one, to_answer):
    return one.state != State.OFFERED and one not in to_answer


def outcome(one):
    if offered := one.offered_times():
        return "offered", offered
    if one.state == State.REQUESTED and not one.holds_time:
        return "waiting again", []
    if one.state in (State.CONFIRMED, State.REQUESTED):
        return "moved to", [one]
    return one.get_state_display().lower(), []


def to_phone(booking, missed):
    if not booking.email:
        return "no email address"
    if booking.pk in missed:
        return "our email was not delivered"
    return "prefers a phone call" if booking.contact_by == booking.ContactBy.PHONE else ""
