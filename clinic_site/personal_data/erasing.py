"""Erasing all that is held about a person."""

from mailer.models import Message as Mail

from booking.models import Appointment, BookImport
from clinic_site.models import AccountEvent, ErasedPerson, PersonalDataRequest, Session
from clinic_site.personal_data.held import Held
from typed.seen import ChangedMeanwhile


class StillNeeded(Exception):
    """A visit is still to come, or a request has no answer yet. Nothing was erased."""


def forget_notices(words):
    """Remove unread messages about a person from colleagues' sessions."""
    for session in Session.objects.exclude(user=None).iterator():
        kept = session.get_decoded()
        if any(word in kept.get("_messages", "") for word in words):
            del kept["_messages"]
            Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(kept))


def erase(whom, by, seen, reason=""):
    """Erase what `Held(**whom)` finds, or nothing; returns the record of it.

    Comments, messages, patients, waiting-list entries and mails not sent yet are deleted; bookings
    lose everything personal. Those that a rule asks to keep stay as they are, with their patients,
    unless there is a `reason` to erase them too, which is recorded. `seen` is the version that was
    looked at. Raises ChangedMeanwhile, StillNeeded, and ScheduleBusy if a schedule, or an email
    being sent, stays locked for some seconds.
    """
    visits = Appointment.objects.filter(booking__in=Held(**whom).bookings)
    with Appointment.objects.locking_schedules(set(visits.values_list("therapist_id", flat=True))):
        held = Held(**whom)
        # As the worker locks one that it brings in: before those who are in it.
        imports = BookImport.objects.naming(held.in_files()).in_turn()
        # After the therapists, in the order in which bookings are changed. In full, so that no
        # change is noted on a comment while it is being deleted.
        comments = held.comments.select_related(None)
        waits = held.waits.select_related(None)
        bookings = held.bookings | held.for_others
        for rows in (bookings, waits, held.patients, held.messages, comments):
            list(rows.select_for_update())
        held = Held(**whom)
        if held.unsettled():
            raise StillNeeded
        if held.version() != seen:
            raise ChangedMeanwhile
        overriding = bool(reason)
        in_files = [one.pk for one in held.in_files()]
        amounts, marks, names = held.to_erase(overriding), list(held.marks()), held.names()
        bookings, patients = held.erasable(overriding)
        ErasedPerson.objects.remember(set(held.pairs(bookings, patients)), overriding)
        # Waits for a worker that is sending one of them.
        amounts["mails"], _ = Mail.objects.filter(pk__in=[one.pk for one in held.mails]).delete()
        held.for_others.update(arranged_by="")
        for one in imports:
            one.lose(in_files)
        bookings.erase()
        patients.erase()
        held.waits.delete()
        held.comments.delete()
        held.messages.delete()
        AccountEvent.objects.note(AccountEvent.What.ERASED, account=by)
        done = PersonalDataRequest.objects.create(
            kind=PersonalDataRequest.Kind.ERASURE, by=by, reason=reason, **amounts
        )
    # It reads every colleague's session, and nobody's booking should wait for that.
    forget_notices([*names, *marks])
    return done
