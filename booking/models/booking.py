from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q, Sum
from django.db.models.functions import Upper
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.brought_in import BroughtInQuerySet, WithImportKey
from booking.models.erasing import ERASED, IS_ERASED, ErasableQuerySet
from booking.models.from_waiting_list import FromWaitingListQuerySet
from booking.models.late_changes import LateChangePolicy
from booking.models.links import Linked, LinkedQuerySet
from booking.models.mailed import Mailed, MailedQuerySet
from booking.models.one_patient import contact_keys, folded, is_same_person
from booking.models.patient import ContactBy, Patient
from booking.models.reference import ReferenceField
from booking.models.requests import RequestQuerySet
from booking.models.state import PHONED, Event, State
from booking.models.texted import Texted
from booking.models.unproven import Unproven
from clinic.clock import moment
from clinic.columns import PhoneField
from clinic.desk_search import FoundByWords, Words, stored
from clinic.sealed_columns import OneUseKeyField
from typed.seen import Versioned

WORDS = Words("name", "arranged_by", "email", "reference", phone="phone_dialled")


class BookingQuerySet(
    FoundByWords,
    RequestQuerySet,
    FromWaitingListQuerySet,
    LinkedQuerySet,
    MailedQuerySet,
    ErasableQuerySet,
    BroughtInQuerySet,
):
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

    def awaited(self):
        """Those with an upcoming visit or a request without an answer."""
        visits = Appointment.objects.filter(
            Q(starts_at__gt=timezone.now(), state__in=State.active()) | Q(state=State.REQUESTED)
        )
        return self.filter(pk__in=visits.values("booking"))

    def to_come(self):
        return self.filter(pk__in=Appointment.objects.to_come().values("booking"))

    def with_use_for_link(self):
        """Those with something to come, or to be kept first."""
        now = timezone.now()
        unproven = Appointment.objects.filter(state=State.UNPROVEN, starts_at__gt=now)
        to_come = Appointment.objects.to_come().values("booking")
        rows = self.filter(Q(pk__in=to_come) | Q(pk__in=unproven.values("booking")))
        return rows.exclude(pk__in=self.model.objects.quiet())


class Booking(WithImportKey, Unproven, Linked, Mailed, Texted):
    """A patient, how to reach them, and their one visit or course of visits."""

    ContactBy = ContactBy
    WORDS = WORDS

    reference = ReferenceField(max_length=9)
    form_key = OneUseKeyField(unique=True, editable=False)
    answers = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="A digest of the form as it was sent.",
    )
    patient = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        help_text="Nobody's if it was marked as spam or has been erased.",
    )
    name = models.CharField(max_length=120)
    arranged_by = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Who booked for the patient, and whom we contact. Empty if it was the patient.",
    )
    email = models.EmailField(blank=True, help_text="Empty if they phoned and gave none.")
    phone = PhoneField(
        max_length=40, blank=True, help_text="Empty if they gave only an email address."
    )
    phone_dialled = models.CharField(
        max_length=64, editable=False, help_text="The same number as E.164, for searching."
    )
    contact_by = models.CharField(
        "preferred contact", max_length=5, choices=ContactBy, default=ContactBy.EMAIL
    )
    note = models.TextField(max_length=1000, blank=True)
    intake = models.JSONField(
        "answers to our questions",
        default=list,
        db_default=[],
        blank=True,
        help_text="Each question as it was worded that day, with its answer.",
    )
    late_changes = models.ForeignKey(
        LateChangePolicy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version of the policy that they agreed to.",
    )
    late_hours = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="How long before a visit they were told that online changes close.",
    )
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
        help_text="A keyed digest of the visitor's address, new each day.",
    )
    is_link_mailed_only = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="The private link is only in our email, so it proves whose address that is.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    hold_lapsed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=("When the patient was told that the time is no longer held."),
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
            models.Index(
                fields=["book_import"],
                condition=Q(book_import__isnull=False),
                name="booking_brought_in",
            ),
            models.Index(
                fields=["import_key"], condition=~Q(import_key=""), name="booking_of_another_book"
            ),
            models.Index(fields=["mailed_at"], condition=~Q(mail_id=""), name="booking_mailed"),
            models.Index(fields=["sent_by"], condition=~Q(sent_by=""), name="booking_of_a_visitor"),
        ]

    def __str__(self):
        return self.reference

    def is_erased(self):
        """Whether nobody knows any more whose it was."""
        return self.name == ERASED and not (self.email or self.phone_dialled or self.note)

    def is_of_same_patient(self, other, by=None):
        """Whether both are for the same person: for the desk (`by`), as reception knows them."""
        if by and self.patient_id and other.patient_id:
            return self.patient_id == other.patient_id
        return is_same_person(self, other)

    @property
    def names_folded(self):
        return {folded(self.name)}

    @property
    def contact_keys(self):
        return contact_keys(self.email, self.phone_dialled)

    def visits(self):
        """Its visits in order of time, without offers of another time for them."""
        return self.appointments.filter(instead_of=None).select_related("service", "therapist")

    @property
    def version(self):
        """Counts the changes of all its visits and offers."""
        return self.appointments.aggregate(sum=Sum("version"))["sum"]

    check_seen = Versioned.check_seen

    def last_change(self):
        """Says of all its visits what `Appointment.last_change` says of one."""
        events = Event.objects.filter(appointment__booking=self).changes()
        event = events.select_related("staff").last()
        if event is None:  # as it was brought in
            return "Nothing was changed."
        return f"The visit on {moment(event.starts_at)} was {event}. Nothing was changed."

    def note_call(self, by):
        """Note that reception has phoned the patient about what no email could tell them."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(mail_id="")
            to_call = self.appointments.to_call()
            visits = list(to_call) or [self.visits()[0]]
            # No other rows: writers under the locks change visits first, and the booking later.
            to_call.update(needs_call=False)
            Event.objects.record(visits, PHONED, by)
