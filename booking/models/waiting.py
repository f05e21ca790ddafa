"""The waiting list of people without a visit. For a visit's own, see `waiting_list_since`."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from booking.models.service import Service
from booking.models.therapist import Therapist
from booking.models.waiting_changes import WaitingChanges, WaitState
from booking.models.waiting_rows import WaitingListQuerySet
from booking.time_of_day import TimeOfDay
from clinic.columns import PhoneField
from clinic.desk_search import Words, stored
from clinic.models import Weekday
from clinic.sealed_columns import OneUseKeyField, TokenField
from inbox.submission import Change

LONGEST_WAIT = timedelta(days=183)  # from today to the last day that somebody can wait for
WORDS = Words("name", "email", phone="phone_dialled")


class WaitingListEntry(WaitingChanges):
    """Somebody who waits for a time: for what, with whom, which times work, and until when."""

    State = WaitState
    WAITING = WaitState.WAITING
    SPAM = WaitState.SPAM
    HELD_BACK = "held back"  # instead of a Message-ID: the address had too many emails that day
    WORDS = WORDS

    token = TokenField()
    form_key = OneUseKeyField(unique=True, editable=False)
    answers = models.CharField(
        max_length=64, editable=False, help_text="A digest of the form as it was sent."
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneField(max_length=40, blank=True)
    phone_dialled = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="The same number as E.164, for searching.",
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT)
    therapist = models.ForeignKey(
        Therapist, on_delete=models.PROTECT, null=True, blank=True, help_text="Empty for anyone."
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        blank=True,
        default=list,
        help_text="Empty if any day works.",
    )
    times_of_day = ArrayField(
        models.CharField(max_length=9, choices=TimeOfDay),
        blank=True,
        default=list,
        help_text="Empty if any time of day works.",
    )
    until = models.DateField("last day")
    note = models.TextField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=WaitState, default=WaitState.WAITING)
    booking = models.OneToOneField(
        "booking.Booking",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="waiting_entry",
        help_text="The booking with the time offered last, or booked.",
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
        editable=False,
        help_text="A keyed digest of the visitor's address, new each day.",
    )
    mail_id = models.CharField(
        max_length=200, blank=True, default="", editable=False, help_text="Of the last email."
    )
    created_at = models.DateTimeField("waiting since", auto_now_add=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were no longer on the list."
    )

    words = stored(WORDS)

    objects = WaitingListQuerySet.as_manager()

    class Meta:
        verbose_name = "waiting-list entry"
        verbose_name_plural = "waiting-list entries"
        ordering = ["created_at", "pk"]
        indexes = [
            GinIndex(fields=["words"], name="booking_waiting_words"),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(state__in=["waiting", "offered"]),
                name="booking_waiting_now",
            ),
            models.Index(fields=["created_at", "id"], name="booking_waiting_by_time"),
            models.Index(fields=["state", "created_at", "id"], name="booking_waiting_by_state"),
            models.Index(
                fields=["until"], condition=Q(state="waiting"), name="booking_waiting_until"
            ),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False),
                name="booking_waiting_closed",
            ),
            models.Index(Upper("email"), name="booking_waiting_email"),
            models.Index(fields=["phone_dialled"], name="booking_waiting_phone"),
            models.Index(
                fields=["sent_by"], condition=~Q(sent_by=""), name="booking_waiting_visitor"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="", phone=""), name="booking_waiting_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "offered"], closed_at=None)
                | Q(state__in=["booked", "left", "ended", "spam"], closed_at__isnull=False),
                name="booking_waiting_state_decides_end",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="booking_waiting_days_are_of_a_week",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(booking__isnull=False),
                name="booking_waiting_offer_is_of_a_booking",
            ),
        ]

    def __str__(self):
        return f"Waiting-list entry {self.pk}"

    def private_path(self):
        # Not `get_absolute_url`, by which the admin would lead its users to this secret link.
        return reverse("booking:waiting", args=[self.token])

    def get_admin_url(self):
        return reverse("admin:booking_waitinglistentry_change", args=[self.pk])


class WaitingListChange(Change):
    """What happened to an entry, and when; without an account, the patient or the worker did it."""

    entry = models.ForeignKey(WaitingListEntry, on_delete=models.CASCADE, related_name="changes")

    def __str__(self):
        return f"{self.verb} by {self.by}" if self.by_id else self.verb
