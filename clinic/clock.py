from datetime import timedelta
from datetime import timezone as fixed_zone

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

UNITS = ("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))


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


def waited(since) -> str:
    """How long ago that was, in its largest whole unit: “3 hours”."""
    return lasting(timezone.now() - since)


def left(until) -> str:
    """How long it is until then, in its largest whole unit: “5 more hours”."""
    return lasting(until - timezone.now(), "more ")


def lasting(stretch, more="") -> str:
    for name, unit in UNITS:
        if number := stretch // unit:
            return f"{number} {more}{ngettext(name, f'{name}s', number)}"
    return "less than a minute"


def hours(start, end) -> str:
    """A visit's time for a page that names its zone; with the zones if one is in doubt."""
    if is_in_doubt(start) or is_in_doubt(end):
        return span(start, end)
    start, end = timezone.localtime(start), timezone.localtime(end)
    same_half = (start.hour < 12) == (end.hour < 12)
    return f"{date_format(start, 'g:i' if same_half else 'g:i A')} – {date_format(end, 'g:i A')}"


def moment(instant) -> str:
    """As `spoken`, for a page that names its zone: the zone only where the clock leaves doubt."""
    return f"{date_format(local(instant), 'l, F j, Y')}, {clock_time(instant)}"


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
