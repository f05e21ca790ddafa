from datetime import timezone as fixed_zone

from django.utils import timezone
from django.utils.formats import date_format


def local(moment):
    """An instant in the clinic's time, in a fixed-offset zone with the zone's name.

    Django's formats leave out the zone in the hour that happens twice, though the offset decides
    it.
    """
    here = timezone.localtime(moment)
    return here.replace(tzinfo=fixed_zone(here.utcoffset(), here.tzname()))


def spoken(moment) -> str:
    """An instant in the clinic's time, with the zone: “Tuesday, November 24, 2026, 9:00 AM EST”."""
    return date_format(local(moment), "DATETIME_FORMAT")


def is_in_doubt(moment) -> bool:
    """Whether the clinic's clock shows this time twice that day."""
    here = timezone.localtime(moment)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


def clock_time(moment) -> str:
    """The time of day for a list that names its zone: “9:00 AM”, but “1:30 AM EDT” if in doubt."""
    return date_format(local(moment), "g:i A T" if is_in_doubt(moment) else "g:i A")


def span(start, end) -> str:
    """“9:00 AM to 9:30 AM EST”; with both zones if the clocks change in between."""
    start, end = local(start), local(end)
    begins = "g:i A" if start.tzname() == end.tzname() else "g:i A T"
    return f"{date_format(start, begins)} to {date_format(end, 'g:i A T')}"
