import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Max, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from booking import free_times, mails
from booking.models.appointments import occupied
from booking.models.bookings import IS_ERASED, BookingQuerySet
from booking.models.decisions import Decisions
from booking.models.event import LINK_REPLACED, PHONED, SET_ASIDE, SYSTEM, Event
from booking.models.one_patient import check_is_free, folded
from booking.models.rules import Hold
from booking.models.state import State
from clinic.clock import spoken
from clinic.columns import KnownAsStock, PhoneField, TokenField
from clinic.desk_search import Words, stored
from clinic.tokens import new_token

# Without letters and digits that are easily confused on the phone.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"
LINK_KEPT = timedelta(days=7)  # after the last visit
WORDS = Words("name", "email", "reference", phone="phone_dialled")


def new_reference():
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class ReferenceField(KnownAsStock, models.CharField):
    unsaid = ("default",)

    def __init__(self, **kwargs):
        made = {"unique": True, "default": new_reference, "editable": False}
        super().__init__(**made | kwargs)


class Booking(Decisions):
    """A patient, how to reach them, and their one visit or course of visits."""

    HELD_BACK = "held back"  # instead of a Message-ID: the address had too many emails that day

    class ContactBy(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone call"

    WORDS = WORDS

    reference = ReferenceField(max_length=9)
    token = TokenField()
    form_key = models.UUIDField(unique=True, editable=False)
    answers = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="A digest of the form as it was sent.",
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, help_text="Empty if they phoned and gave none.")
    phone = PhoneField(max_length=40)
    phone_dialled = models.CharField(
        max_length=64, editable=False, help_text="The same number as E.164, for searching."
    )
    contact_by = models.CharField(
        "preferred way of contact", max_length=5, choices=ContactBy, default=ContactBy.EMAIL
    )
    note = models.TextField(max_length=1000, blank=True)
    privacy_notice = models.ForeignKey(
        "pages.Revision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version of the privacy page that was live when they sent it.",
    )
    reasons = models.JSONField("spam signals", default=list, blank=True)
    sent_by = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="A keyed digest of the visitor's address that changes each day.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    hold_lapsed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the patient was told that the time is not held."
    )
    link_sent_at = models.DateTimeField(null=True, blank=True)
    mail_id = models.CharField(
        max_length=200,
        blank=True,
        help_text="Message-ID of the last email to the patient, or that it was held back.",
    )
    mailed_at = models.DateTimeField(null=True, blank=True)

    words = stored(WORDS)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            GinIndex(fields=["words"], name="booking_words"),
            models.Index(Upper("email"), name="booking_of_an_email"),
            models.Index(fields=["phone_dialled"], name="booking_of_a_phone"),
            models.Index(fields=["created_at"], condition=~IS_ERASED, name="booking_not_erased"),
            models.Index(fields=["mailed_at"], condition=~Q(mail_id=""), name="booking_mailed"),
            models.Index(fields=["sent_by"], condition=~Q(sent_by=""), name="booking_of_a_visitor"),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("booking:appointment", args=[self.token])

    def is_mail_held_back(self):
        """Whether the last email was not sent because the address had had too many."""
        return self.mail_id == self.HELD_BACK

    def private_url(self):
        """The patient's private link, as emails contain it."""
        return settings.SITE_URL + self.get_absolute_url()

    def is_of_same_patient(self, other):
        """Whether both are for the same person: a family can share an address, but not a name."""
        same_contact = (
            self.email.lower() == other.email.lower() != "",
            self.phone_dialled == other.phone_dialled != "",
        )
        return folded(self.name) == folded(other.name) and any(same_contact)

    def add_visits(self, service, planned, state, by, at_once=False):
        """Create visits for these (start, therapist, outside hours). The caller holds the locks.

        Raises PatientHasVisit if one clashes with another visit of the patient, unless `at_once`.
        Spam takes no time and clashes with nothing.
        """
        lengths = free_times.visits_of(service, {one[1] for one in planned})
        if state != State.SPAM and not at_once:
            spans = [(start, start + lengths[one].duration, None) for start, one, _ in planned]
            check_is_free(self, spans)
        hold = Hold.starting_now()
        visits = [
            self.appointments.create(
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
        Event.objects.record(visits, visits[0].shown_state(), by)
        if state == State.SPAM:
            Event.objects.record(visits, SET_ASIDE, SYSTEM)
        return visits

    def visits(self):
        """Its visits in order of time, without offers of another time for them."""
        return self.appointments.filter(instead_of=None).select_related("service", "therapist")

    def version(self):
        """Names what a person looks at, over all its visits: see `Appointment.version`."""
        events = Event.objects.filter(appointment__booking=self).changes()
        return events.aggregate(last=Max("pk"))["last"]

    def last_change(self):
        """Says of all its visits what `Appointment.last_change` says of one."""
        events = Event.objects.filter(appointment__booking=self).changes()
        event = events.select_related("staff").last()
        return f"The visit on {spoken(event.starts_at)} was {event}. Nothing was changed."

    def note_call(self, by):
        """Note that reception has phoned the patient about what no email could tell them."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(mail_id="")
            to_call = self.appointments.to_call()
            visits = list(to_call) or [self.visits()[0]]
            # No other rows: writers under the locks change visits first, and the booking later.
            to_call.update(needs_call=False)
            Event.objects.record(visits, PHONED, by)

    def link_ends_at(self):
        """When the private link expires: some time after the last visit."""
        return self.appointments.aggregate(last=Max("ends_at"))["last"] + LINK_KEPT

    def replace_link(self, by, seen):
        """Disable the private link and email the patient a new one; returns whether it was done.

        `seen` is the number of former links: a double click must not disable the link just sent.
        """
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Booking.objects.select_for_update(no_key=True))
            if self.former_links.count() != seen:
                return False
            self.former_links.create(token=self.token)
            self.token = new_token()
            self.save(update_fields=["token"])
            self.visits()[0].record(LINK_REPLACED, by)
            mails.links([self])
            return True
