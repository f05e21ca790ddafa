"""What the database knows about therapists' time, fed to the pure function in a few queries."""

from collections import defaultdict
from datetime import time

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking import models  # which import this module in turn
from booking.availability import ONE_DAY, day_of, instant, open_starts
from booking.models.rules import ZONE


def open_times(service, therapists, *, starts_at=None, now=None):
    """For each therapist the UTC starts open for this service, in order.

    Over the whole horizon, or only on the clinic's day of `starts_at`. Four queries, whatever
    the number of therapists.
    """
    now = now or timezone.now()
    rules = models.BookingRules.current().as_rules()
    first_day = local_day(starts_at or now)
    last_day = local_day(starts_at or now + rules.horizon)
    written = read(therapists, first_day, last_day, now)
    return {
        therapist: open_starts(
            first_day,
            last_day,
            visit=service.visit(),
            rules=rules,
            now=now,
            **written[therapist.pk],
        )
        for therapist in therapists
    }


def still_fits(appointment):
    """Whether hours, closures and other visits leave an appointment its time, now as it stands.

    Notice, horizon and the grid of starts are for patients who choose: they do not count here.
    """
    day = local_day(appointment.starts_at)
    therapist = appointment.therapist_id
    written = read([therapist], day, day, timezone.now(), but=appointment)[therapist]
    return day_of(day, zone=ZONE, **written).fits(appointment.visit(), appointment.starts_at)


def stranded(now=None):
    """The visits to come that hours or closures, changed since, leave no room for, soonest first.

    Four queries, whatever their number.
    """
    now = now or timezone.now()
    visits = list(models.Appointment.objects.holding(now).filter(starts_at__gt=now))
    if not visits:
        return []
    therapists = {visit.therapist_id for visit in visits}
    written = read(therapists, local_day(now), max(local_day(one.starts_at) for one in visits), now)

    def has_room(one):
        # Not busy: the constraint keeps visits apart, and this one would stand in its own way.
        diary = written[one.therapist_id] | {"busy": []}
        day = day_of(local_day(one.starts_at), zone=ZONE, **diary)
        return day.fits(one.visit(), one.starts_at)

    return sorted((one for one in visits if not has_room(one)), key=lambda one: one.starts_at)


def read(therapists, first_day, last_day, now, but=None):
    """What is written in each therapist's diary for these days, as plain values."""
    diaries = defaultdict(lambda: {"hours": [], "closures": [], "busy": []})
    for row in models.WorkingHours.objects.filter(therapist__in=therapists):
        diaries[row.therapist_id]["hours"].append(row.as_hours())
    closures = models.Closure.objects.filter(first_day__lte=last_day, last_day__gte=first_day)
    everyone = [getattr(therapist, "pk", therapist) for therapist in therapists]
    for row in closures:
        for pk in [row.therapist_id] if row.therapist_id else everyone:
            diaries[pk]["closures"].append(row.as_closed())
    taken = models.Appointment.objects.holding(now).filter(
        therapist__in=therapists,
        # A day wider on both sides, because buffers reach past opening and closing.
        period__overlap=DateTimeTZRange(
            instant(first_day - ONE_DAY, time.min, ZONE),
            instant(last_day + 2 * ONE_DAY, time.min, ZONE),
        ),
    )
    for row in taken.only("therapist_id", "period"):
        if but is None or row.pk != but.pk:
            diaries[row.therapist_id]["busy"].append(row.as_busy())
    return diaries


def local_day(moment):
    return moment.astimezone(ZONE).date()


def open_times_of_any(service, therapists, **when):
    """The starts at which at least one of them is free, in order."""
    open_to = open_times(service, therapists, **when)
    return sorted({start for starts in open_to.values() for start in starts})


def nearest_open_times(service, therapists, starts_at, count):
    """The `count` open starts nearest to a moment, in order of time."""
    starts = open_times_of_any(service, therapists)
    return sorted(sorted(starts, key=lambda start: abs(start - starts_at))[:count])


def has_hours(services):
    """Whether anybody has entered when a visit can be. If not, patients are asked to phone."""
    return models.WorkingHours.objects.filter(
        therapist__is_active=True, therapist__services__in=services
    ).exists()
