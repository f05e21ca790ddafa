"""Therapists' other calendars that can't be read: their times are those of the last good answer."""

from booking.models import OutsideCalendar
from clinic_site.desk.section import MOST_ROWS, Section


def to_count():
    return {"other_calendars": OutsideCalendar.objects.failing().values("pk")}


def section(counts):
    count = counts["other_calendars"]
    failing = OutsideCalendar.objects.failing().select_related("therapist")
    rows = list(failing[:MOST_ROWS]) if count else []
    return Section("calendars", "Other calendars that can’t be read", rows, count)
