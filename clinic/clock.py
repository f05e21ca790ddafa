"""How a date or a time is written, on pages, in emails and at the desk.

Times are the clinic's. The zone is named once a page, so here only in the hour that the clock shows
twice, and where the clocks change in between.
"""

from datetime import datetime, timedelta
from datetime import timezone as fixed_zone

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

UNITS = ("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))

# Together less than a year, so that no date is ambiguous without its year.
OBVIOUS_AFTER, OBVIOUS_AHEAD = timedelta(days=60), timedelta(days=300)


def local(moment):
    """An instant in the clinic's time, in a fixed-offset zone with the zone's name.

    Django's formats leave out the zone in the hour that happens twice, though the offset decides
    it.
    """
    here = timezone.localtime(moment)
    return here.replace(tzinfo=fixed_zone(here.utcoffset(), here.tzname()))


def day(when, style="long") -> str:
    """A date, or the clinic's day of an instant: “Tuesday, December 1”, or “Tue, Dec 1” if short.

    With the year where it is not obvious: over 60 days ago or more than 300 ahead.
    """
    date = timezone.localdate(when) if isinstance(when, datetime) else when
    today = timezone.localdate()
    obvious = today - OBVIOUS_AFTER <= date <= today + OBVIOUS_AHEAD
    form = "D, M j" if style == "short" else "l, F j"
    return date_format(date, form if obvious else f"{form}, Y")


def clock_time(moment) -> str:
    """The time of day: “9:00 AM”, but “1:30 AM EDT” if the clock shows it twice that day."""
    return date_format(local(moment), "g:i A T" if is_in_doubt(moment) else "g:i A")


def hours(start, end) -> str:
    """From one instant to another: “6:00 – 7:00 PM”; “1:30 AM EDT – 1:00 AM EST” in doubt."""  # noqa: RUF002
    begins, ends = local(start), local(end)
    zones = (begins.tzname(), ends.tzname())
    changes = zones[0] != zones[1]
    in_doubt = changes or is_in_doubt(start) or is_in_doubt(end)
    same_half = (begins.hour < 12) == (ends.hour < 12)
    first = "g:i A T" if changes else "g:i" if same_half else "g:i A"
    return f"{date_format(begins, first)} – {date_format(ends, 'g:i A T' if in_doubt else 'g:i A')}"


def moment(instant, style="long") -> str:
    """“Tuesday, December 1, 6:00 PM”, or “Tue, Dec 1, 6:00 PM” if short."""
    return f"{day(instant, style)}, {clock_time(instant)}"


def in_full(instant) -> str:
    """For records that are read years later: “Tuesday, December 1, 2026, 6:00 PM EST”."""
    return date_format(local(instant), "DATETIME_FORMAT")


def is_in_doubt(moment) -> bool:
    """Whether the clinic's clock shows this time twice that day."""
    here = timezone.localtime(moment)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


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
