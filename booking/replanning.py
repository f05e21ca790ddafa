"""Other times for visits that lose theirs: pure functions over plain values.

No time is suggested to two patients, so that reception can offer all of them at once. Every
instant, in or out, is UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.availability import Days, Visit, overlaps
from booking.wall_clock import ONE_DAY, instant
from booking.working_time import Period

MOST_SUGGESTIONS = 3  # for each visit


@dataclass(frozen=True)
class Lost:
    """A visit without its time. `needs` has the Visit of each therapist who could take it."""

    key: int
    therapist: int
    start: datetime
    needs: Mapping[int, Visit]
    but_days: frozenset[date] = frozenset()  # of other visits of its course


@dataclass
class Plan:
    """What can be suggested for each lost visit, by its key.

    `days` has the free time of each therapist by primary key, without the absence. Suggestions are
    from the visit's own day on, for as long as `reach`, and not before `earliest`.
    """

    days: Mapping[int, Days]
    zone: ZoneInfo
    earliest: datetime
    reach: timedelta = timedelta(weeks=4)
    taken: dict = field(default_factory=lambda: defaultdict(list))
    starts: dict = field(default_factory=dict)

    def stand_ins(self, lost: Iterable[Lost]) -> dict[int, int]:
        """A colleague who is free at the visit's own time, for those that have one."""
        found = {}
        for one in lost:
            colleagues = [
                pk
                for pk, visit in one.needs.items()
                if pk != one.therapist and self.is_free(one, pk, visit)
            ]
            if colleagues:
                found[one.key] = min(colleagues, key=lambda pk: len(self.taken[pk]))
                self.take(one, one.start, found[one.key])
        return found

    def suggestions(self, lost: Iterable[Lost]) -> dict[int, list[tuple[datetime, int]]]:
        """Up to three times for each, the nearest first, as pairs of start and therapist.

        Turn by turn, so that the first visits do not take all the times there are. The last is with
        the visit's own therapist, unless an earlier one is.
        """
        lost, found = list(lost), defaultdict(list)
        for number in range(MOST_SUGGESTIONS):
            for one in lost:
                own = [pk for _, pk in found[one.key] if pk == one.therapist]
                is_last = number == MOST_SUGGESTIONS - 1
                only = {one.therapist} if is_last and not own else None
                best = self.nearest(one, found[one.key], only) or (
                    self.nearest(one, found[one.key]) if only else None
                )
                if best:
                    found[one.key].append(best)
                    self.take(one, *best)
        return found

    def is_free(self, one, pk, visit):
        day = self.days[pk].of(one.start.astimezone(self.zone).date())
        fits = day.is_free(visit, one.start) and day.is_worked(visit, one.start)
        return fits and not self.is_taken(one, pk, visit, one.start)

    def nearest(self, one, but, only=None):
        """The best start on the nearest day with one, and with whom; None if there is none."""
        before = {(start.astimezone(self.zone).date(), pk) for start, pk in but}
        local = one.start.astimezone(self.zone)
        for number in range(self.reach.days + 1):
            day = local.date() + number * ONE_DAY
            if day in one.but_days:
                continue
            same_clock = instant(day, local.time(), self.zone)
            free = [
                (pk != one.therapist, abs(start - same_clock), start, pk)
                for pk, visit in one.needs.items()
                if (day, pk) not in before and (only is None or pk in only)
                for start in self.starts_on(day, pk, visit)
                if not self.is_taken(one, pk, visit, start)
            ]
            if free:
                return min(free)[2:]
        return None

    def starts_on(self, day, pk, visit):
        if (day, pk, visit) not in self.starts:
            starts = self.days[pk].of(day).starts(visit)
            self.starts[day, pk, visit] = [one for one in starts if one >= self.earliest]
        return self.starts[day, pk, visit]

    def take(self, one, start, pk):
        self.taken[pk].append((one.key, whole(one.needs[pk], start)))

    def is_taken(self, one, pk, visit, start):
        """Whether it meets what another of these visits may get."""
        period = whole(visit, start)
        return any(key != one.key and overlaps(other, *period) for key, other in self.taken[pk])


def whole(visit, start):
    """A visit with its buffers."""
    return Period(start - visit.buffer_before, start + visit.duration + visit.buffer_after)
