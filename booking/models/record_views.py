"""Who looked at which patient's record, when, and on which kind of screen.

Keys of patients and accounts are plain numbers and not references: whatever is erased later, no row
here changes. So a row names nobody but the colleague who looked.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.patient import Patient
from booking.models.waiting import WaitingListEntry
from clinic.append_only import append_only


class Screen(models.TextChoices):
    VISIT = "visit", "Visit"
    PATIENT = "patient", "Patient"
    WAITING = "waiting", "Waiting-list entry"
    PHONE = "phone", "Booking for a caller"
    LIST = "list", "List"
    BOARD = "board", "Board"
    SHEET = "sheet", "Day sheet"
    EXPORT = "export", "Visits as a file"
    DATA = "data", "Personal data"
    DATA_FILE = "data file", "Personal data as a file"
    MAIL = "mail", "Undelivered email"
    LOG = "log", "Record views"
    PRIVATE = "private", "Private page"
    CALENDAR = "calendar", "Calendar file of a private page"
    FEED = "feed", "Calendar link of a therapist"


class RecordViewQuerySet(models.QuerySet):
    def note(self, by, screen, shown=(), **more):
        """Add a row for each of `shown`, in one INSERT; without any, one row for the screen.

        `by` is the account that looked; None for a private page or a calendar link. `shown` are
        patients, bookings, visits or waiting-list entries. `more` are columns of every row.
        """
        who = {"account_id": by.pk, "account": by.get_username()} if by else {}
        rows = [keys_of(one) for one in shown] or [{}]
        self.bulk_create(self.model(screen=screen, **who, **keys, **more) for keys in rows)


def keys_of(row):
    match row:
        case Patient():
            return {"patient_id": row.pk}
        case Booking():
            return {"booking_id": row.pk, "patient_id": row.patient_id}
        case Appointment():
            return keys_of(row.booking)
        case WaitingListEntry():
            return {"entry_id": row.pk, "booking_id": row.booking_id}


class RecordView(models.Model):
    """That a patient's record was shown to somebody. Append-only.

    Of a screen with many patients (a day, a list, a file) there is one row, with how many there
    were, and the day or the therapist.
    """

    Screen = Screen

    at = models.DateTimeField("when", default=timezone.now)
    screen = models.CharField(max_length=20, choices=Screen)
    account_id = models.BigIntegerField(null=True)
    account = models.CharField("who", max_length=150, db_default="", default="")  # as it was then
    patient_id = models.BigIntegerField(null=True)
    booking_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField("waiting-list entry", null=True)
    therapist_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True, help_text="The first day shown.")
    patients = models.PositiveIntegerField("how many patients", db_default=1, default=1)
    by_search = models.BooleanField("opened from a search", db_default=False, default=False)

    objects = RecordViewQuerySet.as_manager()

    class Meta:
        verbose_name = "record view"
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        triggers = append_only()
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="booking_views_by_time"),
            models.Index(
                fields=["patient_id", "-at"],
                condition=Q(patient_id__isnull=False),
                name="booking_views_of_patient",
            ),
            models.Index(
                fields=["booking_id", "-at"],
                condition=Q(booking_id__isnull=False),
                name="booking_views_of_booking",
            ),
            models.Index(
                fields=["account_id", "-at"],
                condition=Q(account_id__isnull=False),
                name="booking_views_by_account",
            ),
        ]

    def __str__(self):
        return f"{self.get_screen_display()}, {self.at}"
