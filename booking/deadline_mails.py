"""Emails about what falls due with time. The rules are those of `booking.mails`."""

from django.utils.translation import ngettext

from booking.letters import to_patient, to_reception
from booking.models.state import State
from booking.models.texts import Kind, Text


def hold_lapsed(booking):
    visits = list(booking.visits().waiting())
    to_patient(visits, "We are still working on your request", "hold_lapsed", is_asked_for=True)


def offer_lapsed(visit):
    """The time is available to others again, and to this patient until someone takes it."""
    times, root = visit.offered_times(), visit.instead_of or visit
    replaces = root if root.state == State.CONFIRMED else None
    subject = ngettext(
        "Do you still want the time we offered?",
        "Do you still want one of the times we offered?",
        len(times),
    )
    to_patient(times or [visit], subject, "offer_lapsed", replaces=replaces)
    news = (
        "A patient has not replied about the time you offered, and it is no longer held for them. "
        "They can still accept it while it is available. Phone them, or offer another time."
    )
    to_reception([visit], "Offer not answered:", news)


def never_answered(visit, offered):
    """Its time has passed. `offered`: reception offered it; otherwise the patient asked for it."""
    to_patient(
        [visit],
        "About your request",
        "never_answered",
        is_asked_for=not offered,
        offered=offered,
    )


def reminder(visit):
    to_patient([visit], "Your appointment is coming up", "reminder")
    Text.objects.tell(Kind.REMINDER, [visit])


def after_visit(visit):
    to_patient([visit], "After your visit", "after_visit")


def no_room(visit):
    news = (
        "This visit is soon, but it no longer fits the schedule: its therapist is away or no "
        "longer takes bookings, or the service is no longer offered.\n\n"
        "We have not sent the patient a reminder. Please phone them, or offer them another time."
    )
    to_reception([visit], "A visit needs another time:", news)
