import json
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from mailer.models import RESULT_SUCCESS, MessageLog

from booking import free_times, mails, staff_times
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.one_patient import take_turns
from booking.models.rules import BookingRules
from booking.models.service import Therapist
from booking.models.state import State
from booking.models.unwanted import UnwantedQuerySet
from clinic.desk_search import FoundByWords
from clinic.phone import to_e164
from inbox.verdict import Verdict

MAIL_TAKES = timedelta(minutes=5)  # after that, an unsent email needs someone's attention
LOG_REACHES = timedelta(days=60)  # into the past; older lines of the mail log may be purged

ANSWERS = ("name", "email", "phone", "contact_by", "note")
ERASED = "Erased"  # replaces the name
IS_ERASED = Q(name=ERASED, email="", phone_dialled="", note="")
FORGOTTEN_AT_ONCE = 200  # bookings per transaction, so that nobody waits long for its locks


class AlreadySent(Exception):
    """The form's one-use key has already created this `booking`, from different answers."""

    def __init__(self, booking):
        super().__init__()
        self.booking = booking


class TooManyWaiting(Exception):
    """This contact already has as many unanswered requests as the rules allow."""


def digest_of(service, therapists, starts, details):
    """A digest of everything the form says: tells a form sent twice from one that was changed.

    For the therapist, what counts is who was asked for, which can be everyone.
    """
    said = [
        service.pk,
        sorted(therapist.pk for therapist in therapists),
        sorted(start.isoformat() for start in starts),
        *(details.get(name, "") for name in ANSWERS),
    ]
    return salted_hmac("booking.answers", json.dumps(said), algorithm="sha256").hexdigest()


class BookingQuerySet(FoundByWords, UnwantedQuerySet):
    def of_contact(self, email, phone_dialled):
        """Bookings with this email address or phone number, either of which can be ""."""
        same = Q(pk__in=[])
        if email:
            same |= Q(email__iexact=email)
        if phone_dialled:
            same |= Q(phone_dialled=phone_dialled)
        return self.filter(same)

    def visits(self):
        """The visits of all these bookings, with what one line about each needs."""
        visits = Appointment.objects.filter(booking__in=self)
        return visits.select_related("booking", "therapist")

    def waiting(self):
        """Bookings with an upcoming request that reception has not answered."""
        visits = Appointment.objects.waiting().filter(starts_at__gt=timezone.now())
        return self.filter(pk__in=visits.values("booking"))

    def to_come(self):
        return self.filter(pk__in=Appointment.objects.to_come().values("booking"))

    def last_mailed(self, mail_ids):
        """Bookings whose last email is one of these, which are still in the queue."""
        mailed = self.exclude(mail_id="").filter(mailed_at__gt=timezone.now() - LOG_REACHES)
        return mailed.filter(mail_id__in=mail_ids)

    def undelivered(self):
        """Bookings with an upcoming visit whose last email was not delivered: they get a call."""
        now = timezone.now()
        delivered = MessageLog.objects.filter(message_id=OuterRef("mail_id"), result=RESULT_SUCCESS)
        mailed = self.exclude(mail_id="").filter(
            mailed_at__gt=now - LOG_REACHES, mailed_at__lt=now - MAIL_TAKES
        )
        return mailed.to_come().exclude(Exists(delivered))

    def erase(self):
        """Remove everything personal from these bookings. The caller has the therapists' locks.

        Visits and events stay, without a name, so that past days and counts stay true.
        """
        for booking in self.select_for_update(no_key=True).order_by("pk"):
            self.model.objects.filter(pk=booking.pk).update(
                name=ERASED,
                email="",
                phone="",
                phone_dialled="",
                note="",
                reasons=[],
                sent_by="",
                answers="",
                token=self.model().token,  # each new instance has its own
                form_key=uuid.uuid4(),
                mail_id="",
                mailed_at=None,
            )
            booking.former_links.all().delete()
            booking.appointments.update(decline_reason="", cancel_reason="", needs_call=False)

    def outlived(self):
        """Bookings with nothing open, whose details have been kept for as long as the rules say."""
        before = timezone.now() - BookingRules.current().details_kept
        needed = Q(ends_at__gt=before) | Q(state__in=State.held_for_a_while())
        return (
            self.filter(created_at__lt=before)
            .exclude(IS_ERASED)
            .exclude(Exists(Appointment.objects.filter(needed, booking=OuterRef("pk"))))
        )

    def forget_outlived(self):
        """Erase what is personal in them. Rows that another worker has locked are left to it."""
        pks = FORGOTTEN_AT_ONCE * [0]
        while len(pks) == FORGOTTEN_AT_ONCE:
            with transaction.atomic():
                rows = self.outlived().select_for_update(no_key=True, skip_locked=True)
                pks = [one.pk for one in rows.only("pk").order_by("pk")[:FORGOTTEN_AT_ONCE]]
                self.filter(pk__in=pks).erase()

    def request(
        self, *, form_key, service, therapists, starts, verdict=None, senders=(), **details
    ):
        """Store a patient's request for visits at these `starts`: all of them or none.

        Therapists who do not offer the service (any more) are passed over; `share_out` decides
        which of the others takes which visit. `details` are the patient's fields. The same form
        sent again (a double click, a reload) returns the booking it created before.

        If the verdict is spam, the request is stored, but holds no time and nobody is emailed.
        `senders` are the visitor's digests, today's first; they limit how much one visitor's
        requests can hold: see `look_for_floods`.

        Raises TimeTaken with the starts nobody is free for; PatientHasVisit with those at which the
        patient has another visit; AlreadySent if the key is used again with different details;
        TooManyWaiting; and DiaryBusy if the form should be sent again.
        """

        answers = digest_of(service, therapists, starts, details)
        verdict = verdict or Verdict()
        sent_by = next(iter(senders), "")

        def make(offering):
            self.check_cap(details["email"], to_e164(details["phone"]), sent_by)
            shared = free_times.share_out(service, offering, starts, Appointment.objects.busy())
            if senders:
                self.look_for_floods(verdict, senders, len(shared))
            planned = [(start, therapist, False) for start, therapist in shared]
            marks = {"sent_by": sent_by, "reasons": verdict.reasons}
            booking = self.add(form_key, answers, details | marks)
            if verdict.is_spam:
                booking.add_visits(service, planned, State.SPAM, None)
            else:
                mails.requested(booking.add_visits(service, planned, State.REQUESTED, None))
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
        at_once=False,
        **details,
    ):
        """Store confirmed visits for someone on the phone, as `request` does for patients.

        Notice, horizon, grid and the limit on requests do not apply. Raises NoLongerPossible for a
        time that has passed; OutsideHours if nobody works then, unless `outside_hours`;
        PatientHasVisit if the patient has another visit then, unless `at_once`. It never overlaps
        another patient's visit.
        """

        answers = digest_of(service, therapists, starts, details)

        def make(offering):
            if starts[0] <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            busy = Appointment.objects.busy()
            planned = staff_times.share_out_for_staff(
                service, offering, starts, busy, outside_hours
            )
            booking = self.add(form_key, answers, details)
            visits = booking.add_visits(service, planned, State.CONFIRMED, by, at_once)
            mails.confirmed(visits)
            return booking

        return self.once(form_key, answers, service, therapists, make)

    def once(self, form_key, answers, service, therapists, make):
        """The booking that this form created before, or the one that `make` creates.

        `make` is called with those of the therapists who offer the service.
        """
        ids = [therapist.pk for therapist in therapists]
        try:
            with Appointment.taking_time(ids):
                if earlier := self.sent_before(form_key, answers):
                    return earlier
                return make(list(Therapist.objects.offering(service).filter(pk__in=ids)))
        except IntegrityError:
            # The same form was posted twice and locked different therapists: its key has decided.
            if earlier := self.sent_before(form_key, answers):
                return earlier
            raise

    def add(self, form_key, answers, details):
        phone_dialled = to_e164(details["phone"])
        return self.create(
            form_key=form_key, answers=answers, phone_dialled=phone_dialled, **details
        )

    def sent_before(self, form_key, answers):
        """The booking that this form created, or None. Raises AlreadySent if the answers differ."""
        booking = self.filter(form_key=form_key).first()
        if booking and booking.answers != answers:
            raise AlreadySent(booking)
        return booking

    def check_cap(self, email, phone_dialled, sent_by=""):
        """Raise TooManyWaiting at the limit. The caller is about to add one more.

        From here on, requests of one contact, and those of one visitor, take turns.
        """
        take_turns(email.lower(), phone_dialled, sent_by)
        waiting = self.of_contact(email, phone_dialled).waiting().count()
        if waiting >= BookingRules.current().most_waiting:
            raise TooManyWaiting
