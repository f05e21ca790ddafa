"""What the database knows about therapists' time, fed to the pure function in a few queries."""

from collections import defaultdict
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking.availability import ONE_DAY, Rules, instant, open_starts
from booking.models.appointment import Appointment
from booking.models.schedule import Closure, WorkingHours

RULES = Rules(
    notice=timedelta(hours=12),
    horizon=timedelta(days=60),
    zone=ZoneInfo(settings.TIME_ZONE),
)


def open_times(service, therapists, *, starts_at=None, now=None):
    """For each therapist the UTC starts open for this service, in order.

    Over the whole horizon, or only on the clinic's day of `starts_at`. Three queries, whatever
    the number of therapists.
    """
    now = now or timezone.now()
    first_day = (starts_at or now).astimezone(RULES.zone).date()
    last_day = (starts_at or now + RULES.horizon).astimezone(RULES.zone).date()

    hours, closures, busy = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in WorkingHours.objects.filter(therapist__in=therapists):
        hours[row.therapist_id].append(row.as_hours())
    for row in Closure.objects.filter(first_day__lte=last_day, last_day__gte=first_day):
        closures[row.therapist_id].append(row.as_closed())
    taken = Appointment.objects.holding(now).filter(
        therapist__in=therapists,
        # A day wider on both sides, because buffers reach past opening and closing.
        period__overlap=DateTimeTZRange(
            instant(first_day - ONE_DAY, time.min, RULES.zone),
            instant(last_day + 2 * ONE_DAY, time.min, RULES.zone),
        ),
    )
    for row in taken.only("therapist_id", "period"):
        busy[row.therapist_id].append(row.as_busy())

    return {
        therapist: open_starts(
            first_day,
            last_day,
            visit=service.visit(),
            hours=hours[therapist.pk],
            closures=closures[None] + closures[therapist.pk],
            busy=busy[therapist.pk],
            rules=RULES,
            now=now,
        )
        for therapist in therapists
    }


def open_times_of_any(service, therapists):
    """The starts at which at least one of them is free, in order."""
    return sorted(
        {start for starts in open_times(service, therapists).values() for start in starts}
    )


def nearest_open_times(service, therapists, starts_at, count):
    """The `count` open starts nearest to a moment, in order of time."""
    starts = open_times_of_any(service, therapists)
    return sorted(sorted(starts, key=lambda start: abs(start - starts_at))[:count])


def has_hours(services):
    """Whether anybody has entered when a visit can be. If not, patients are asked to phone."""
    return WorkingHours.objects.filter(
        therapist__is_active=True, therapist__services__in=services
    ).exists()
