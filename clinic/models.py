from functools import cache

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.functional import cached_property

from clinic import remembered
from clinic.columns import MapLinkField, PhoneField
from clinic.hours import OpeningHours, Weekday, as_week
from clinic.in_json import from_json, in_json
from clinic.kept_files import FilePart, KeptFile
from clinic.phone import to_e164
from clinic.place import Place
from clinic.presented import Presented, a_site_a_line
from clinic.watched import Topic, watched
from typed.seen import Versioned

__all__ = ["Clinic", "FilePart", "KeptFile", "OpeningHours", "Weekday"]


class Clinic(Place, Presented, Versioned):
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
            models.CheckConstraint(
                condition=a_site_a_line(), name="clinic_pages_on_other_sites_are_https"
            ),
            models.CheckConstraint(
                condition=Q(map_image=None) | ~Q(map_alt=""),
                name="clinic_describes_its_map",
                violation_error_message="Describe the map.",
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
        """The opening hours as lines for display (`clinic.hours.as_week`)."""
        return as_week(self.opening_hours)


@cache
def the_clinic():
    """The row with its hours and pictures.

    Made once: each page and email asks, and putting this together took half of the time.
    """
    hours = OpeningHours.objects.filter(clinic=OuterRef("pk"))
    clinics = Clinic.objects.select_related("logo", "map_image")
    return clinics.annotate(hours_read=in_json(hours)).filter(pk=1).order_by("pk")
