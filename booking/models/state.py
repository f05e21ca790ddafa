from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.append_only import append_only
from clinic.clock import moment

REMINDED, HOLD_ENDED = "reminded", "hold ended"
FOLLOWED_UP = "follow-up sent"
JOINED_WAITING_LIST, LEFT_WAITING_LIST = "waiting list joined", "waiting list left"
LINK_REPLACED = "link replaced"
OFFER_DECLINED = "offer declined"
SET_ASIDE = "marked as spam"
CONFIRMED_AT_ONCE = "confirmed at once"
NOT_HELD, TIME_KEPT, LINK_OPENED = "not held yet", "time kept", "link opened"
PHONED = "patient phoned"
TEXTS_ENDED, WILL_COME = "text messages ended", "“Will be there” said"
JOINED, PARTED, CORRECTED = "patient joined", "patient parted", "details corrected"
OF_PATIENT = [JOINED, PARTED, CORRECTED]
NOTICES = [
    REMINDED,
    FOLLOWED_UP,
    HOLD_ENDED,
    JOINED_WAITING_LIST,
    LEFT_WAITING_LIST,
    LINK_REPLACED,
    PHONED,
    TEXTS_ENDED,
    WILL_COME,
    *OF_PATIENT,
]

AT_ONCE = timedelta(seconds=2)


class State(models.TextChoices):
    """The state of a visit. Those in `held_for_a_while` hold their time only until `held_until`.

    SPAM is a request that a rule marked as spam: it holds no time, and reception can restore it.
    UNPROVEN is one that came when online requests held as much time as they may: it holds none
    until its patient has opened the link in our email, and asks for it there.
    """

    REQUESTED = "requested"
    SPAM = "spam"
    UNPROVEN = "unproven", "Link not opened"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"

    @classmethod
    def active(cls):
        return [cls.REQUESTED, cls.OFFERED, cls.CONFIRMED]

    @classmethod
    def held_for_a_while(cls):
        return [cls.REQUESTED, cls.OFFERED]

    @classmethod
    def kept(cls):
        """Visits that have their time for good."""
        return [cls.CONFIRMED, cls.ATTENDED, cls.MISSED]

    @classmethod
    def set_aside(cls):
        """Requests that hold no time because nobody may mean them; reception can restore them."""
        return [cls.SPAM, cls.UNPROVEN]

    @classmethod
    def undoable(cls):
        """How a visit ends that reception can reinstate."""
        return [cls.DECLINED, cls.CANCELLED]

    @classmethod
    def over(cls):
        """Visits that will not take place, as far as anyone has decided."""
        return [cls.SPAM, cls.UNPROVEN, cls.DECLINED, cls.WITHDRAWN, cls.LAPSED, cls.CANCELLED]


class EventQuerySet(models.QuerySet):
    def with_time_before(self):
        """Each with the time that the visit had before it, or None if that stayed the same."""
        before = None
        for event in self.select_related("staff"):
            yield event, before if before != event.starts_at else None
            before = event.starts_at

    def changes(self):
        """Only the events that change the visit itself."""
        return self.exclude(verb__in=NOTICES)

    def vouching_for(self, booking):
        """Whether staff have answered this booking, or one of the same patient, email and number.

        An answer to others with the number would not do: strangers can type the number too.
        """
        answers = [
            State.CONFIRMED,
            State.OFFERED,
            State.ATTENDED,
            "moved",
            "accepted",
            "reinstated",
        ]
        same = Q(pk=booking.pk)
        if booking.patient_id:
            email, number = booking.email, booking.phone_dialled
            same |= Q(patient=booking.patient_id, email__iexact=email, phone_dialled=number)
        bookings = type(booking).objects.filter(same)
        answered = self.filter(appointment__booking__in=bookings, verb__in=answers)
        return answered.filter(actor=Event.Actor.STAFF).exists()

    def record(self, appointments, verb, by=None):
        """What has just happened to each; `by` as in Decisions. For None their new state."""
        actor = Event.Actor.PATIENT if by is None else Event.Actor.STAFF
        who = {"actor": SYSTEM} if by == SYSTEM else {"actor": actor, "staff": by}
        self.bulk_create(
            Event(
                appointment=one,
                verb=verb or one.state,
                starts_at=one.starts_at,
                **who,
            )
            for one in appointments
        )


class Event(models.Model):
    """What happened to an appointment, and when. Append-only and without personal data."""

    class Actor(models.TextChoices):
        PATIENT = "patient"
        STAFF = "staff"
        SYSTEM = "system"

    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.PROTECT, related_name="events"
    )
    verb = models.CharField(max_length=20)
    actor = models.CharField(max_length=10, choices=Actor)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    starts_at = models.DateTimeField(help_text="When the visit was to start after this.")
    at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        triggers = append_only(forgets="staff_id")
        ordering = ["pk"]  # two machines' clocks can differ
        indexes = [
            models.Index(
                fields=["at"], condition=Q(verb=State.REQUESTED), name="booking_requests_by_time"
            ),
            models.Index(
                fields=["at"], condition=Q(verb=CONFIRMED_AT_ONCE), name="booking_at_once_by_time"
            ),
        ]

    def __str__(self):
        return f"{self.verb} by {self.who()} on {self.when()}"

    def is_of_same_decision(self, other):
        """Whether one act of one person did both: their events are written at once."""
        acts = [(one.verb, one.actor, one.staff_id) for one in (self, other)]
        return acts[0] == acts[1] and abs(self.at - other.at) < AT_ONCE

    def who(self):
        return self.staff.get_username() if self.staff else f"the {self.actor}"

    def when(self):
        return moment(self.at)


# The actor when it is neither the patient (None) nor a staff account.
SYSTEM = Event.Actor.SYSTEM
