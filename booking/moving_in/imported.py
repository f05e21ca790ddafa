"""What one file of an appointment book says, until it is brought in and a while longer.

These rows are a copy of personal data. They are deleted with the file, after which an import can
no longer be undone.
"""

from django.db import models
from django.db.models import Q

from booking.models.notes import VisitNote
from booking.models.service import Service
from booking.models.state import State
from booking.models.therapist import Therapist
from booking.moving_in.imported_people import ImportedPerson

LONGEST = VisitNote._meta.get_field("text").max_length


class Kind(models.TextChoices):
    """What a row of the file is, once it has been compared with what is here."""

    FITS = "fits", "Upcoming visits that fit"
    PAST = "past", "Past visits"
    CANCELLED = "cancelled", "Cancelled visits"
    PATIENT = "patient", "Patients without a visit"
    OVERLAPS = "overlaps", "Visits that overlap another"
    OUTSIDE = "outside", "Visits outside hours, in a closure, or for a service not offered"
    TWICE = "twice", "Visits of a patient who has another visit at that time"
    CHANGED = "changed", "Visits already here, at another time"
    REPEAT = "repeat", "Rows that repeat another row"
    HERE = "here", "Rows already here"
    BLOCK = "block", "Blocked times, and other rows that are not visits"
    ALL_DAY = "all day", "All-day entries"
    LEFT_OUT = "left out", "Rows whose therapist or service you left out"
    REFUSED = "refused", "Rows that can’t be read"

    @classmethod
    def brought_in(cls):
        """Those that are brought in without being selected."""
        return [cls.FITS, cls.PAST, cls.CANCELLED, cls.PATIENT]

    @classmethod
    def beside_the_rule(cls):
        """Those that are brought in only if somebody has selected them, one by one."""
        return [cls.OVERLAPS, cls.OUTSIDE, cls.TWICE, cls.CHANGED]


TO_BRING_IN = Q(kind__in=Kind.brought_in()) | Q(kind__in=Kind.beside_the_rule(), is_ticked=True)


class ImportedRowQuerySet(models.QuerySet):
    def to_bring_in(self):
        """Those chosen, in the order in which they are brought in: by time, patients alone last."""
        return self.filter(TO_BRING_IN).order_by(models.F("starts_at").asc(nulls_last=True), "pk")

    def that_came_in(self):
        """Those that became visits or patients here, which may have been removed since."""
        return self.filter(TO_BRING_IN, is_done=True)

    def with_remark(self):
        """Those that can be brought in, but lack something or may have been misread; and those that
        are here, but not as the file has them."""
        kinds = [*Kind.brought_in(), *Kind.beside_the_rule(), Kind.HERE]
        return self.filter(kind__in=kinds).exclude(remark="")

    def to_mend(self):
        """Those that stay out and are not already here, in the order of the file."""
        return self.exclude(TO_BRING_IN).exclude(kind=Kind.HERE).order_by("line", "pk")


class ImportedRow(models.Model):
    """One row of the file."""

    Kind = Kind

    book_import = models.ForeignKey(
        "booking.BookImport", on_delete=models.CASCADE, related_name="rows"
    )
    line = models.PositiveIntegerField(help_text="Where it begins in the file; the first is 1.")
    person = models.ForeignKey(
        ImportedPerson, on_delete=models.CASCADE, null=True, related_name="rows"
    )
    said_who = models.CharField(max_length=200, blank=True, help_text="The therapist’s name there.")
    said_what = models.CharField(max_length=200, blank=True, help_text="The service’s name there.")
    therapist = models.ForeignKey(
        Therapist, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        Service, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.CONFIRMED)
    note = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True, help_text="As `Booking.import_key`.")
    read_as = models.CharField(max_length=10, choices=Kind, help_text="What the file alone says.")
    kind = models.CharField(max_length=10, choices=Kind)
    is_outside = models.BooleanField(default=False, help_text="Its therapist does not work then.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why it is of that kind.")
    remark = models.CharField(
        max_length=500,
        blank=True,
        db_default="",
        help_text="What was read in a way that somebody may want to look at.",
    )
    is_ticked = models.BooleanField(default=False, help_text="Somebody wants it in all the same.")
    is_done = models.BooleanField(default=False)
    booking = models.ForeignKey(
        "booking.Booking", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["line", "pk"]
        indexes = [
            models.Index(fields=["book_import", "kind", "line"], name="booking_rows_of_an_import")
        ]

    def __str__(self):
        return f"Line {self.line} of import {self.book_import_id}"

    @property
    def came_in(self):
        """Whether it became a visit or a patient here, which may have been removed since."""
        is_selected = self.is_ticked and self.kind in Kind.beside_the_rule()
        return self.is_done and (is_selected or self.kind in Kind.brought_in())

    @property
    def is_visit(self):
        return self.starts_at is not None and self.ends_at is not None

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def span(self):
        return self.starts_at, self.ends_at

    def notes(self):
        """The file's notes, for the staff: all of them, in as many notes as that needs."""
        parts = (self.note[at : at + LONGEST] for at in range(0, len(self.note), LONGEST))
        return [part for part in parts if part.strip()]
