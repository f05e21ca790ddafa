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
from inbox.signs import Verdict

MAIL_TAKES = timedelta(minutes=5)  # a mail that has not left by then is a matter for people
LOG_REACHES = timedelta(days=60)  # back; older lines of the log of mails are purged at some time

ANSWERS = ("name", "email", "phone", "contact_by", "note")
ERASED = "Erased"  # in place of a name
IS_ERASED = Q(name=ERASED, email="", phone_dialled="", note="")
FORGOTTEN_AT_ONCE = 200  # bookings in one transaction, so that nobody waits long for one


class AlreadySent(Exception):
    """The form's one-use key has made this `booking`, from other answers than these."""

    def __init__(self, booking):
        super().__init__()
        self.booking = booking


class TooManyWaiting(Exception):
    """This contact has as many unanswered requests as the rules allow."""


def digest_of(service, therapists, starts, details):
    """All that a form says, so that one sent again can be told from one that was changed.

    Of the therapists it says who was asked, which may be everyone; of the rest, each answer.
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
        """What was booked with this e-mail address or phone number, either of which may be ""."""
        same = Q(pk__in=[])
        if email:
            same |= Q(email__iexact=email)
        if phone_dialled:
            same |= Q(phone_dialled=phone_dialled)
        return self.filter(same)

    def visits(self):
        """Those of all these bookings, with what a line about them says."""
        visits = Appointment.objects.filter(booking__in=self)
        return visits.select_related("booking", "therapist")

    def waiting(self):
        """With a request that reception has not answered and that is still to come."""
        visits = Appointment.objects.waiting().filter(starts_at__gt=timezone.now())
        return self.filter(pk__in=visits.values("booking"))

    def to_come(self):
        return self.filter(pk__in=Appointment.objects.to_come().values("booking"))

    def last_mailed(self, mail_ids):
        """Those whose last e-mail was one of these, which are still in the queue."""
        mailed = self.exclude(mail_id="").filter(mailed_at__gt=timezone.now() - LOG_REACHES)
        return mailed.filter(mail_id__in=mail_ids)

    def undelivered(self):
        """Whose last e-mail has not left, though they have a visit to come: they get a call."""
        now = timezone.now()
        delivered = MessageLog.objects.filter(message_id=OuterRef("mail_id"), result=RESULT_SUCCESS)
        mailed = self.exclude(mail_id="").filter(
            mailed_at__gt=now - LOG_REACHES, mailed_at__lt=now - MAIL_TAKES
        )
        return mailed.to_come().exclude(Exists(delivered))

    def erase(self):
        """Take out of these bookings all that tells of a person. The caller holds their diaries.

        Visits and events stay, without a name, so that the diary's past and its counts stay true.
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
        """Those whose last visit is longer ago than contact details are kept, none of it open."""
        before = timezone.now() - BookingRules.current().details_kept
        needed = Q(ends_at__gt=before) | Q(state__in=State.held_for_a_while())
        return (
            self.filter(created_at__lt=before)
            .exclude(IS_ERASED)
            .exclude(Exists(Appointment.objects.filter(needed, booking=OuterRef("pk"))))
        )

    def forget_outlived(self):
        """Erase what tells of a person in them. What another worker is at is left to it."""
        pks = FORGOTTEN_AT_ONCE * [0]
        while len(pks) == FORGOTTEN_AT_ONCE:
            with transaction.atomic():
                rows = self.outlived().select_for_update(no_key=True, skip_locked=True)
                pks = [one.pk for one in rows.only("pk").order_by("pk")[:FORGOTTEN_AT_ONCE]]
                self.filter(pk__in=pks).erase()

    def request(
        self, *, form_key, service, therapists, starts, verdict=None, senders=(), **details
    ):
        """Store a patient's request for visits at these `starts`, all of them or none.

        Who does not offer the service (any more) is passed over; of the others, diary.share_out
        decides who takes which visit. `details` are the patient's fields. The same form sent again
        (a double click, a reload) leads to the booking it made before.

        What the verdict calls spam is stored, but takes nothing: it holds no time and nobody is
        mailed. `senders` are the digests of the visitor, today's first, so that one visitor's
        requests hold only so much; see look_for_floods.

        Raises TimeTaken with the starts for which nobody is free, PatientHasVisit with those at
        which the patient has another visit, AlreadySent when the key comes back with different
        details, TooManyWaiting, and DiaryBusy when it should be sent again.
        """

        answers = digest_of(service, therapists, starts, details)
        verdict = verdict or Verdict()
        sent_by = next(iter(senders), "")

        def make(offering):
            self.check_cap(details["email"], to_e164(details["phone"]), sent_by)
            shared = free_times.share_out(service, offering, starts)
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
        """Store confirmed visits for somebody on the phone: `request` for reception.

        Neither notice nor horizon, grid or cap count. Raises NoLongerPossible for a time that has
        passed; OutsideHours when nobody works then and PatientHasVisit when the patient has
        another visit then, unless that is meant. It is never put over another patient's visit.
        """

        answers = digest_of(service, therapists, starts, details)

        def make(offering):
            if starts[0] <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            planned = staff_times.share_out_for_staff(service, offering, starts, outside_hours)
            booking = self.add(form_key, answers, details)
            visits = booking.add_visits(service, planned, State.CONFIRMED, by, at_once)
            mails.confirmed(visits)
            return booking

        return self.once(form_key, answers, service, therapists, make)

    def once(self, form_key, answers, service, therapists, make):
        """What `make` stores, given the therapists who offer the service; or find it stored."""
        ids = [therapist.pk for therapist in therapists]
        try:
            with Appointment.taking_time(ids):
                if earlier := self.sent_before(form_key, answers):
                    return earlier
                return make(list(Therapist.objects.offering(service).filter(pk__in=ids)))
        except IntegrityError:
            # Two posts of one form that locked different therapists: the key has decided.
            if earlier := self.sent_before(form_key, answers):
                return earlier
            raise

    def add(self, form_key, answers, details):
        phone_dialled = to_e164(details["phone"])
        return self.create(
            form_key=form_key, answers=answers, phone_dialled=phone_dialled, **details
        )

    def sent_before(self, form_key, answers):
        """What this form has made, or None. Raises AlreadySent if it said something else then."""
        booking = self.filter(form_key=form_key).first()
        if booking and booking.answers != answers:
            raise AlreadySent(booking)
        return booking

    def check_cap(self, email, phone_dialled, sent_by=""):
        """Raise TooManyWaiting; the caller is in the transaction that would add one more.

        Requests of one contact, and those of one visitor, take turns from here on.
        """
        take_turns(email.lower(), phone_dialled, sent_by)
        waiting = self.of_contact(email, phone_dialled).waiting().count()
        if waiting >= BookingRules.current().most_waiting:
            raise TooManyWaiting
