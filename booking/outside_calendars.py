"""Fetches therapists' other calendars and closes the times at which they are busy there.

Only times are kept: what an event is called, where it is and with whom is forgotten as it is read.
"""

import logging
import re
from datetime import time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from booking.calendar_address import how_to_find
from booking.calendar_files.lines import Unreadable, what_else
from booking.conflicts import ScheduleBusy
from booking.models import Appointment, BusyElsewhere, OutsideCalendar
from booking.models.outside_calendars import NO_KEY
from booking.models.rules import STAFF_HORIZON, ZONE
from booking.wall_clock import ONE_DAY, instant
from clinic.long_work import FAULT
from clinic.outside_file import REFUSED, WORDS, Failed, fetched
from clinic.sealed import Unsealable
from typed.seen import ChangedMeanwhile

MOST = 10_000_000  # bytes of a calendar
LONGEST = 20  # seconds of one answer
BEYOND = timedelta(days=14)  # after the last day that anybody can book
FIRST_LOOK = 300_000, 6  # bytes and seconds, while somebody waits
# What trying again does not help.
FINAL = {REFUSED, *(WORDS[status] for status in (401, 403, 404, 410))}
BROKE_OFF = "The calendar is incomplete."
UNKNOWN = "The calendar could not be read."

logger = logging.getLogger(__name__)


def refusal(address):
    """Why this can't be a calendar's address, if its site shows that at once; "" if it may be one.

    A site that is slow or down is left to the worker, which asks again. Call it outside of
    transactions.
    """
    most, seconds = FIRST_LOOK
    try:
        body = fetched(address, most=most, seconds=seconds).body
    except Failed as problem:
        return f"{problem} {how_to_find(address)}" if str(problem) in FINAL else ""
    if b"begin:vcalendar" in body.lower():
        return ""
    return f"{what_else(body)} {how_to_find(address)}"


def fetch_due(is_to_stop=lambda: False):
    """Fetch every calendar that is due, one after the other, outside any transaction."""
    while not is_to_stop() and (calendar := OutsideCalendar.objects.claim()):
        fetch(calendar)


def fetch(calendar):
    """Fetch the claimed calendar, and store what was found or why nothing was."""
    try:
        answer = fetched(calendar.address, most=MOST, seconds=LONGEST, **calendar.known())
        if answer.body is None:
            calendar.succeed()
        else:
            close(calendar, answer)
    except Unsealable:
        calendar.fail(NO_KEY)
    except (Failed, Unreadable) as problem:
        calendar.fail(str(problem))
    except ScheduleBusy:
        calendar.postpone()
    except (OperationalError, InterfaceError):
        raise  # the database is down
    except Exception:
        logger.exception("Calendar %s could not be fetched", calendar.pk)
        calendar.fail(FAULT)


def close(calendar, answer):
    """Replace the therapist's busy times by those of this answer. Raises Unreadable, ScheduleBusy.

    A calendar that has become empty is believed; one that breaks off is not.
    """
    # Only when needed: the libraries of calendars take memory to load.
    from booking.calendar_files.events import busy_times, read

    today = timezone.localdate()
    since = instant(today - ONE_DAY, time.min, ZONE)
    until = instant(today + STAFF_HORIZON + BEYOND, time.min, ZONE)
    try:
        reading = read(answer.body, since, until, ZONE, is_ours=is_ours)
    except Unreadable:
        raise
    except Exception as error:  # whatever is in it: the next one has to be read too
        logger.warning("Calendar %s could not be read: %s", calendar.pk, type(error).__name__)
        raise Unreadable(UNKNOWN) from None
    if reading.is_cut:
        raise Unreadable(BROKE_OFF)
    found = set(busy_times(reading, since, until))
    with Appointment.objects.locking_schedules([calendar.therapist_id]):
        if calendar.succeed(
            etag=answer.etag,
            modified=answer.modified,
            read_at=timezone.now(),
            events=reading.events,
            unread=reading.unread,
        ):
            replace(calendar, found)


def replace(calendar, found):
    """Write only what is different: each write has the pages that show times made anew."""
    rows = BusyElsewhere.objects.filter(calendar=calendar)
    stored = {(one.starts_at, one.ends_at): one.pk for one in rows}
    gone = [pk for span, pk in stored.items() if span not in found]
    if gone:
        rows.filter(pk__in=gone).delete()
    new = [BusyElsewhere(calendar=calendar, starts_at=a, ends_at=b) for a, b in found - {*stored}]
    if new:
        BusyElsewhere.objects.bulk_create(sorted(new, key=lambda one: one.starts_at))


def disconnect(therapist, seen):
    """Forget a therapist's other calendar and its times. Raises ChangedMeanwhile, ScheduleBusy."""
    with Appointment.objects.locking_schedules([therapist]):
        rows = OutsideCalendar.objects.defer("address").filter(pk=therapist.pk, version=seen)
        if not rows.delete()[0]:
            raise ChangedMeanwhile


def is_ours(uid):
    """Whether an event is a visit of ours that its therapist subscribes to: see `booking.ical`."""
    host = urlsplit(settings.SITE_URL).hostname
    return bool(re.fullmatch(rf"\d+\.[\w-]+@{re.escape(host)}", uid))
