"""Who is emailed about what. Every email is queued in the transaction of the change it reports.

Until reception has confirmed a visit, emails to the patient contain nothing that the sender typed,
because anyone can type anyone's address. For the same reason, emails that strangers can cause are
limited per address; one held back is shown on the private page and at the desk. No subject has a
health detail, nor does any text before a visit is confirmed; after that, it names the treatment.
Patients without an email address get none, and reception gets none about what it did itself.

For patients who asked for text messages, one is queued beside the email, except about what they
have just done themselves on their page.
"""

from django.utils.translation import ngettext

from booking.letters import calendar_file, for_reception, tell, to_patient, to_reception
from booking.models.state import Event, State
from booking.models.texts import Kind, Text


def requested(visits):
    news = "A patient has requested an appointment."
    received(visits, by=None, also=[for_reception(visits, "New appointment request", news)])


def unproven(visits):
    """Say how to have the time held. The desk is not emailed, once for each request of a flood."""
    to_patient(visits, "One more step for your request", "unproven", is_asked_for=True)


def proven(visits):
    """Tell reception only: the patient is looking at their page."""
    news = "A patient has requested an appointment."
    to_reception(visits, "New appointment request", news)


def received(visits, by, also=()):
    to_patient(
        visits,
        "We have your request",
        "requested",
        is_asked_for=not by,
        also=also,
        can_confirm=visits[0].booking.can_be_confirmed_by_patient(),
    )


def confirmed(visits):
    email_confirmation(visits)
    Text.objects.tell(Kind.CONFIRMED, visits)


def confirmed_at_once(visits, is_first=True):
    """Confirmed without reception, who is told. No text message: the patient is just doing it.

    The first email to an address that anyone may have typed also says what to do if its owner did
    not book.
    """
    news = "A patient has booked an appointment online. It is confirmed: no answer is needed."
    also = [for_reception(visits, "New appointment", news)]
    email_confirmation(visits, is_asked_for=True, also=also, is_first=is_first)


def email_confirmation(visits, **how):
    subject = ngettext(
        "Your appointment is confirmed", "Your appointments are confirmed", len(visits)
    )
    file = calendar_file(visits, "REQUEST")
    to_patient(visits, subject, "confirmed", file, **how)


def declined(visits):
    to_patient(visits, "About your request", "declined")


def cancelled(visits, by):
    """Report confirmed visits as cancelled, and requests and offers in words of their own."""
    called_off = [one for one in visits if one.state == State.CANCELLED]
    withdrawn = [one for one in visits if one.state != State.CANCELLED]
    was_for = visits[0].instead_of
    staying = [] if was_for else list(visits[0].booking.visits().to_come())
    if staying:
        some = "Some of your visits are cancelled"
        subject = ngettext("One of your visits is cancelled", some, len(visits))
        news = "A patient has cancelled part of a course."
    elif called_off:
        are_cancelled = "Your appointments are cancelled"
        subject = ngettext("Your appointment is cancelled", are_cancelled, len(called_off))
        news = "A patient has cancelled a visit."
    else:
        subject = "About the time we offered" if by else "Your request is cancelled"
        news = "A patient has cancelled a request."
    to_patient(
        visits,
        subject,
        "cancelled",
        calendar_file(called_off, "CANCEL"),
        is_asked_for=not by,
        cancelled=called_off,
        withdrawn=withdrawn,
        staying=staying,
        by=by,
        was_for=was_for,
    )
    if not by:
        to_reception(visits, "Cancelled by the patient:", news)
        Text.objects.drop_unsent(visits)
    elif called_off:
        Text.objects.tell(Kind.CANCELLED, called_off)


def withdrawn(visit, times, line):
    """Tell the patient that none of these times, offered for this visit, is held any more."""
    for one in times:
        one.line = line
    subject = ngettext("About the time we offered", "About the times we offered", len(times))
    to_patient(times, subject, "cancelled", withdrawn=times, by=True, was_for=visit)


def reinstated(visits):
    """Tell the patient that a decline or a cancellation was undone."""
    is_confirmed = visits[0].state == State.CONFIRMED
    confirmed_again = ngettext(
        "Your appointment is confirmed again", "Your appointments are confirmed again", len(visits)
    )
    to_patient(
        visits,
        confirmed_again if is_confirmed else "We are looking at your request again",
        "reinstated",
        calendar_file(visits, "REQUEST") if is_confirmed else [],
        is_confirmed=is_confirmed,
    )
    if is_confirmed:
        Text.objects.tell(Kind.CONFIRMED, visits)


def offered(visit):
    times, replaces = visit.offered_times(), visit.instead_of
    another = ngettext("We can offer you another time", "We can offer you other times", len(times))
    to_patient(
        times,
        another,
        "offered",
        held_until=min(one.held_until for one in times),
        replaces=replaces,
        was=replaces.starts_at if replaces else visit.asked_start,
    )
    Text.objects.tell(Kind.OFFERED, times)


def accepted(visit, was):
    """`was` is the start that the visit had, or that the patient had asked for, if any."""
    was = None if was == visit.starts_at else was
    email_confirmation([visit], was=was)
    if by_patient(visit):
        news = "A patient has accepted the time you offered."
        to_reception([visit], "Offer accepted:", news, was)
        Text.objects.drop_unsent([visit])
    else:
        Text.objects.tell(Kind.CONFIRMED, [visit])


def refused(visit, by):
    """Tell reception only: the patient has just declined on their page."""
    if not by:
        news = "A patient has declined your offer."
        if visit.state == State.CONFIRMED:
            news += "\n\nTheir confirmed visit stays as it was."
        elif visit.state == State.REQUESTED:
            news += "\n\nTheir request is waiting for your answer again. No time is held for it."
        to_reception([visit], "Offer declined:", news)
        Text.objects.drop_unsent([visit])


def moved(visit, was, by):
    is_confirmed = visit.state == State.CONFIRMED
    to_patient(
        [visit],
        "Your appointment has a new time" if is_confirmed else "Your request has a new time",
        "moved",
        calendar_file([visit], "REQUEST") if is_confirmed else [],
        is_asked_for=not by,
        was=was,
        is_confirmed=is_confirmed,
    )
    if not by:
        to_reception([visit], "Moved by the patient:", "A patient has chosen another time.", was)
        Text.objects.drop_unsent([visit])
    elif is_confirmed:
        Text.objects.tell(Kind.CHANGED, [visit])


def changed(visit, minutes):
    """Report another service or length; `minutes` is the new length, or None if it is the same."""
    is_confirmed = visit.state == State.CONFIRMED
    to_patient(
        [visit],
        "Your appointment has changed" if is_confirmed else "Your request has changed",
        "changed",
        calendar_file([visit], "REQUEST") if is_confirmed else [],
        minutes=minutes,
        is_confirmed=is_confirmed,
    )
    if is_confirmed:
        Text.objects.tell(Kind.CHANGED, [visit])


def links(bookings):
    """One email with the private link of each booking. All have the same email address."""
    subject = ngettext(
        "The link to your appointment", "The links to your appointments", len(bookings)
    )
    tell(bookings, subject, "links", {"bookings": bookings})


def by_patient(visit):
    return visit.events.last().actor == Event.Actor.PATIENT
