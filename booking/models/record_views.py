"""Who looked at which patient's record, when, and on which kind of screen.

Keys of patients and accounts are plain numbers and not references: whatever is erased later, no row
here changes. So a row names nobody but the colleague who looked.
"""

from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, models, transaction
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
    IMPORT = "import", "Import of an appointment book"
    DATA = "data", "Personal data"
    DATA_FILE = "data file", "Personal data as a file"
    MAIL = "mail", "Undelivered email"
    LOG = "log", "View log"
    JOINED = "joined", "Joined with another patient"
    PRIVATE = "private", "Private page"
    CALENDAR = "calendar", "Calendar file of a private page"
    FEED = "feed", "Calendar link of a therapist"
    REFUSED = "refused", "Refused to open a record"


NOTED_AGAIN_AFTER = {
    Screen.BOARD: timedelta(minutes=10),
    Screen.REFUSED: timedelta(minutes=10),
    Screen.PRIVATE: timedelta(minutes=10),
    Screen.CALENDAR: timedelta(hours=1),
    Screen.FEED: timedelta(hours=1),
}


class RecordViewQuerySet(models.QuerySet):
    def note_by_patient(self, screen, shown=None, **more):
        """That a private page or a calendar link was opened, by anyone who has the address.

        Browsers and calendar programs open them over and over, so not each time. A patient sees
        their page even if it can't be noted.
        """
        same = {"screen": screen, "account_id": None} | (keys_of(shown) if shown else more)
        if not self.of_last(NOTED_AGAIN_AFTER[screen]).filter(**same).exists():
            with suppress(DatabaseError), transaction.atomic():
                self.note(None, screen, [shown] if shown else [], **more)

    def note_now_and_then(self, by, screen, *, day, therapist_id, **more):
        """As `note`, of a screen that asks for its newest state every few seconds."""
        same = {"screen": screen, "account_id": by.pk, "day": day, "therapist_id": therapist_id}
        if not self.of_last(NOTED_AGAIN_AFTER[screen]).filter(**same).exists():
            self.note(by, screen, day=day, therapist_id=therapist_id, **more)

    def about(self, patients, bookings=(), entries=()):
        """What was shown of these, by their keys; also of patients who were joined with them."""
        found, patients = set(patients), set()
        while found:
            patients |= found
            joined = self.model.objects.filter(screen=Screen.JOINED, patient_id__in=found)
            found = set(joined.values_list("joined_id", flat=True)) - patients - {None}
        return self.filter(
            Q(patient_id__in=patients) | Q(booking_id__in=bookings) | Q(entry_id__in=entries)
        )

    def of_last(self, while_):
        return self.filter(at__gt=timezone.now() - while_)

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
    joined_id = models.BigIntegerField("the patient who is part of this one now", null=True)
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
            models.Index(fields=["screen", "-at"], name="booking_views_by_screen"),
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
