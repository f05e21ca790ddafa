from functools import cache
from itertools import groupby

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Value
from django.utils.functional import cached_property

from clinic import remembered
from clinic.closing_time import ClosingTimeField, closes_after, format_end, seconds
from clinic.columns import MapLinkField, PhoneField
from clinic.in_json import from_json, in_json
from clinic.phone import to_e164
from clinic.watched import Topic, watched
from typed.seen import Versioned


class Clinic(Versioned):
    """The clinic's details: one row, used by every page, email and header."""

    name = models.CharField(max_length=120)
    phone = PhoneField(
        max_length=40,
        blank=True,
        help_text="As patients should read it. Patients can tap it to call.",
    )
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True, max_length=400, help_text="Not shown while it is empty.")
    map_link = MapLinkField(
        "link to a map",
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text="Shown beside the address. Copy it from a map's “share” button.",
    )
    notice = models.TextField(
        "emergency notice",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "Shown at the top of every page, for instance when the clinic can’t open today. "
            "Clear it once it no longer applies."
        ),
    )

    messages_promise = models.CharField(
        "when messages are answered",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "One sentence for the contact page and for receipts, such as “We usually answer within "
            "two working days.” Leave empty to promise no time."
        ),
    )
    comments_promise = models.CharField(
        "when comments are read",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "One sentence shown beside the comment form, such as “We usually read new comments "
            "within two working days.” Leave empty to promise no time."
        ),
    )

    checks_links = models.BooleanField(
        "check links to other sites",
        default=False,
        db_default=False,
        help_text=(
            "About once a week, checks whether the pages we link to are still there. Those that "
            "are not are listed under “Broken links”."
        ),
    )

    class Meta:
        triggers = [watched(Topic.PAGES)]
        verbose_name = verbose_name_plural = "clinic details"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="clinic_clinic_is_one_row"),
            models.CheckConstraint(
                condition=Q(map_link="") | Q(map_link__startswith="https://"),
                name="clinic_map_link_is_https",
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The clinic, or an empty one until its details are entered."""
        clinic = the_clinic().first() or cls(pk=1)
        remembered.remember(clinic)
        return clinic

    @cached_property
    def opening_hours(self):
        """The rows of `hours`, in order; `current` reads them with the clinic."""
        if not hasattr(self, "hours_read"):
            return list(self.hours.all()) if self.pk else []
        return from_json(OpeningHours, self.hours_read)

    @property
    def phone_link(self):
        return to_e164(self.phone)

    def week(self):
        """The opening hours for display: neighbouring days with the same hours share a line.

        A list of (days, hours), with empty hours when the clinic is closed; [] if no hours are
        known.
        """
        of_day = {day: [] for day in Weekday}
        for hours in self.opening_hours:
            of_day[hours.weekday].append(hours)
        if not any(of_day.values()):
            return []
        alike = groupby(of_day.items(), lambda one: [hours.span() for hours in one[1]])
        return [as_line(list(days)) for _, days in alike]


class Weekday(models.IntegerChoices):
    """Numbered as in `date.weekday()`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def as_line(days):
    """Consecutive (day, hours) as one (“Monday to Friday”, hours)."""
    first, last = days[0][0], days[-1][0]
    join = " and " if last - first == 1 else " to "
    said = first.label if first == last else f"{first.label}{join}{last.label}"
    return said, days[0][1]


@cache
def the_clinic():
    """Made once: each page and email asks, and putting this together took half of the time."""
    hours = OpeningHours.objects.filter(clinic=OuterRef("pk"))
    return Clinic.objects.annotate(hours_read=in_json(hours)).filter(pk=1).order_by("pk")


class OpeningHours(models.Model):
    """When the clinic is open, as shown to patients. Therapists' working hours are in booking."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = ClosingTimeField(help_text="00:00 is midnight at the end of that day.")
    note = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown beside the hours, for instance “by appointment”.",
    )

    class Meta:
        triggers = [watched(Topic.PAGES)]
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=closes_after("closes", "opens"),
                name="clinic_opening_hours_close_after_opening",
                violation_error_message="The closing time must be later than the opening time.",
            ),
            ExclusionConstraint(
                name="clinic_opening_hours_do_not_overlap",
                expressions=[
                    (Func(F("clinic"), F("clinic"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("weekday"), F("weekday"), Value("[]"), function="int4range"), "&&"),
                    (seconds("opens", "closes"), "&&"),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{format_end(self.closes)}"

    def span(self):
        """The hours and their note, without the day."""
        return self.opens, self.closes, self.note
