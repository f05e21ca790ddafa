import json

from django.db import IntegrityError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from booking import free_times, mails, staff_times
from booking.catalogue import Catalogue
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.one_patient import OtherVisits, check_is_free, contact_keys, take_turns
from booking.models.patient import ContactBy, Patient
from booking.models.rules import WALK_IN, BookingRules, Hold
from booking.models.service import LONGEST_COURSE, AtOnce
from booking.models.state import CONFIRMED_AT_ONCE, NOT_HELD, SET_ASIDE, SYSTEM, Event, State
from booking.models.texted import agreed
from booking.models.unproven import UnprovenQuerySet
from booking.models.visits import occupied
from clinic.phone import to_e164
from inbox.verdict import Verdict

ANSWERS = ("name", "email", "phone", "contact_by", "note")
IF_ANY = ("arranged_by", "intake", "texts")  # so that forms without them keep the digests they had


class AlreadySent(Exception):
    """The form's one-use key has already created this `booking`, from different answers."""

    def __init__(self, booking):
        super().__init__()
        self.booking = booking


def digest_of(service, therapists, starts, details):
    """A digest of everything the form says: tells a form sent twice from one that was changed.

    For the therapist, what counts is who was asked for, which can be everyone.
    """
    said = [
        service.pk,
        sorted(therapist.pk for therapist in therapists),
        sorted(start.isoformat() for start in starts),
        *(details.get(name, "") for name in ANSWERS),
        *(details[name] for name in IF_ANY if details.get(name)),
    ]
    return salted_hmac("booking.answers", json.dumps(said), algorithm="sha256").hexdigest()


class RequestQuerySet(UnprovenQuerySet):
    """How a booking is stored: a patient's request, or reception's for somebody on the phone."""

    def request(
        self, *, form_key, service, therapists, starts, verdict=None, senders=(), **details
    ):
        """Store a patient's request for visits at these `starts`: all of them or none.

        Therapists who do not offer the service (any more) are passed over; `share_out` decides
        which of the others takes which visit. `details` are the patient's fields. The same form
        sent again (a double click, a reload) returns the booking it created before.

        If the verdict is spam, the request is stored, but holds no time and nobody is emailed.
        `senders` are the visitor's digests, today's first; without them, no limit applies. While
        online requests hold as much as they may, it is stored without a hold: see
        `must_be_proven`. Where the service says so, the visits are confirmed at once: see
        `is_at_once`.

        Raises TimeTaken with the starts nobody is free for; PatientHasVisit with those at which the
        patient has another visit; AlreadySent if the key is used again with different details;
        and ScheduleBusy if the form should be sent again.
        """

        answers = digest_of(service, therapists, starts, details)
        verdict = verdict or Verdict()
        sent_by = next(iter(senders), "")
        is_for_known = service.confirmed_at_once == AtOnce.KNOWN

        def make(lengths):
            rules, busy = BookingRules.current(), Appointment.objects.busy()
            others = self.take_turn(details, sent_by)
            last_day = timezone.localdate(starts[-1])
            schedules = free_times.Schedules(lengths, timezone.localdate(), last_day)
            in_time = {"rules": rules.as_rules(), "schedules": schedules}
            shared = free_times.share_out(lengths, starts, busy, **in_time)
            spans = [(start, start + lengths[one].duration) for start, one in shared]
            contacts = contact_keys(details["email"], to_e164(details["phone"]))
            who = (senders, contacts, spans, rules, schedules.all_hours)
            must_be_proven = bool(senders) and self.must_be_proven(*who)
            if must_be_proven:
                most = rules.most_waiting * LONGEST_COURSE
                self.look_for_floods(verdict, senders, len(shared), most)
            hold = Hold.under(rules, schedules.all_hours, schedules.clinic_closures)
            planned = [(start, therapist, False) for start, therapist in shared]
            marks = {"sent_by": sent_by, "reasons": verdict.reasons}
            marks["is_link_mailed_only"] = is_for_known and bool(details["email"])
            if verdict.is_spam:  # holds no time, and clashes with nothing
                booking = self.add(form_key, answers, details | marks)
                add_visits(booking, service, lengths, planned, State.SPAM, None, hold)
                return booking
            others.check([(*span, None) for span in spans])
            if must_be_proven:
                marks["is_link_mailed_only"] = True
                booking = self.add(form_key, answers, details | marks)
                visits = add_visits(booking, service, lengths, planned, State.UNPROVEN, None, hold)
                if self.is_link_mailed_now(booking):
                    mails.unproven(visits)
                return booking
            at_once = self.is_at_once(service, verdict, senders, rules.most_waiting)
            state = State.CONFIRMED if at_once else State.REQUESTED
            booking = self.add(form_key, answers, details | marks, owner_of(details))
            visits = add_visits(booking, service, lengths, planned, state, None, hold)
            (mails.confirmed_at_once if at_once else mails.requested)(visits)
            return booking

        return self.once(form_key, answers, service, therapists, make)

    def by_staff(
        self,
        *,
        by,
        form_key,
        service,
        therapists,
        starts,
        outside_hours=False,
        as_well=False,
        patient=None,
        waiting=None,
        **details,
    ):
        """Store confirmed visits for someone on the phone, as `request` does for patients.

        It belongs to this `patient`, if reception knows who it is, and takes the entry `waiting`
        off the waiting list. Notice, horizon, grid and the
        limit on requests do not apply. A visit can have begun, up to WALK_IN ago, for a patient who
        walked in; about such a visit they are told nothing. Raises NoLongerPossible for an earlier
        time; OutsideHours if nobody works then, unless `outside_hours`;
        PatientHasVisit if the patient has another visit then, unless `as_well`. It never overlaps
        another patient's visit.
        """

        answers = digest_of(service, therapists, starts, details)

        def make(lengths):
            now = timezone.now()
            if starts[0] <= now - WALK_IN:
                raise NoLongerPossible("That time has passed.")
            busy = Appointment.objects.busy()
            planned = staff_times.share_out_for_staff(
                service, list(lengths), starts, busy, outside_hours
            )
            take_turns(details["email"].lower(), to_e164(details["phone"]))
            if waiting:
                waiting.lock()
            booking = self.add(form_key, answers, details, owner_of(details, patient))
            if not as_well:
                spans = [(start, start + lengths[one].duration, None) for start, one, _ in planned]
                check_is_free(booking, spans, by)
            hold = Hold.starting_now()
            visits = add_visits(booking, service, lengths, planned, State.CONFIRMED, by, hold)
            if waiting:
                waiting.book(booking, by)
            if to_come := [one for one in visits if one.starts_at > now]:
                mails.confirmed(to_come)
            return booking

        return self.once(form_key, answers, service, therapists, make)

    def once(self, form_key, answers, service, therapists, make):
        """The booking that this form created before, or the one that `make` creates.

        `make` is called with the Visit of each of these therapists who offers the service.
        """
        ids = [therapist.pk for therapist in therapists]
        try:
            with Appointment.objects.locking_schedules(ids):
                if earlier := self.sent_before(form_key, answers):
                    return earlier
                return make(Catalogue(service=service, therapist__in=ids).visits(service))
        except IntegrityError:
            # The same form was posted twice and locked different therapists: its key has decided.
            if earlier := self.sent_before(form_key, answers):
                return earlier
            raise

    def add(self, form_key, answers, details, patient=None):
        return self.create(
            form_key=form_key,
            answers=answers,
            phone_dialled=to_e164(details["phone"]),
            patient=patient,
            **agreed(details),
        )

    def sent_before(self, form_key, answers):
        """The booking that this form created, or None. Raises AlreadySent if the answers differ."""
        booking = self.filter(form_key=form_key).first()
        if booking and booking.answers != answers:
            raise AlreadySent(booking)
        return booking

    def take_turn(self, details, sent_by):
        """The patient's other visits; from here on, one contact's and one visitor's take turns."""
        patient = {"email": details["email"], "phone_dialled": to_e164(details["phone"])}
        take_turns(patient["email"].lower(), patient["phone_dialled"], sent_by)
        return OtherVisits(self.model(name=details["name"], **patient))


def owner_of(details, is_certain=None):
    """The patient of a booking with these details, whose writers take turns."""
    who = {name: details[name] for name in ("name", "email", "phone")}
    contact_by = details.get("contact_by") or ContactBy.EMAIL
    return Patient.objects.owner(**who, contact_by=contact_by, is_certain=is_certain)


def add_visits(booking, service, lengths, planned, state, by, hold):
    """Create visits for these (start, therapist, outside hours). The caller holds the locks.

    `lengths` has the Visit that each therapist needs. The caller has checked for clashes.
    """
    visits = [
        Appointment(
            booking=booking,
            service=service,
            therapist=therapist,
            state=state,
            holds_time=state not in State.over(),
            held_until=hold.until(start),
            settled_at=timezone.now() if state == State.CONFIRMED else None,
            outside_hours=outside_hours,
            **occupied(lengths[therapist], start),
        )
        for start, therapist, outside_hours in planned
    ]
    Appointment.objects.bulk_create(visits)
    at_once = state == State.CONFIRMED and by is None
    Event.objects.record(visits, State.REQUESTED if at_once else visits[0].shown_state(), by)
    if state in State.set_aside():
        Event.objects.record(visits, SET_ASIDE if state == State.SPAM else NOT_HELD, SYSTEM)
    elif at_once:
        Event.objects.record(visits, CONFIRMED_AT_ONCE, SYSTEM)
    return visits
