"""The times at which a recurring event of an iCalendar file happens (RFC 5545, section 3.8.5).

recurring-ical-events calculates them on the clock of the zone of the first event. What it is given
is made harmless first: it and dateutil would calculate “every second since 1970” to its end.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import icalendar
from icalendar import vDDDLists, vDDDTypes
from recurring_ical_events import CalendarQuery

from booking.calendar_files.rules import MOST, STEPS, harmless, step_of
from booking.calendar_files.values import Event, in_utc, in_zone, moments, nearest_day, period

# The part of the window calculated at once, so that too many occurrences are noticed early.
PARTS = {
    "SECONDLY": timedelta(hours=1),
    "MINUTELY": timedelta(days=1),
    "HOURLY": timedelta(days=30),
}
MOST_RULES = 20  # of one event
AROUND = timedelta(days=3)  # more than zones are apart


class Unreckoned(Exception):
    """The repetition can't be calculated. `instead` has the occurrences that are sure."""

    def __init__(self, series):
        self.instead = [(one, one.start_at, one.end_at) for one in series.all_events()]


@dataclass
class Series:
    """The events of one UID: the first, and those that replace one of its occurrences."""

    first: Event | None = None
    others: list[Event] = field(default_factory=list)

    @property
    def repeats(self):
        return bool(self.others or (self.first and self.first.recurs))

    def all_events(self):
        return [*([self.first] if self.first else []), *self.others]


def by_uid(events) -> list[Series]:
    """Series of what is newest: by SEQUENCE, then DTSTAMP (RFC 5546, section 2.1.5).

    Events that share both, and are at different times, all count: nobody can say which is newer.
    """
    named, found = defaultdict(list), []
    for event in events:
        if event.uid:
            named[event.uid].append(event)
        else:
            found.append(Series(event))
    for group in named.values():
        firsts = newest([one for one in group if one.recurrence_id is None])
        others = defaultdict(list)
        for one in group:
            if one.recurrence_id is not None:
                others[in_utc(one.recurrence_id, one.recurrence_zone)].append(one)
        replaced = [newest(those)[-1] for those in others.values()]
        found += [Series(one) for one in firsts[1:]]
        found.append(Series(firsts[0] if firsts else None, replaced))
    return found


def newest(events):
    best = max(((one.sequence, one.stamp) for one in events), default=None)
    those = [one for one in events if (one.sequence, one.stamp) == best]
    return list({one.start_at: one for one in those}.values())


def starts(series: Series, since, until, clinic):
    """(event, start, end) of each occurrence around the window, in UTC. Raises Unreckoned."""
    if not series.repeats or not series.first:
        return Unreckoned(series).instead
    try:
        return Reckoning(series, since, until, clinic).occurrences()
    except Exception as problem:  # dateutil raises whatever it stumbles over
        raise Unreckoned(series) from problem


class Reckoning:
    def __init__(self, series, since, until, clinic):
        self.first, self.clinic = series.first, clinic
        if len(series.first.rules) > MOST_RULES or len(series.others) > MOST:
            raise ValueError("too many")
        self.events = [self.first, *series.others]
        self.since = since.astimezone(UTC).replace(tzinfo=None) - AROUND
        self.until = until.astimezone(UTC).replace(tzinfo=None) + AROUND
        self.rules = [
            harmless(text, self.first, self.until - self.since) for text in self.first.rules
        ]
        self.lasting = {}  # lengths of RDATEs that are periods

    def occurrences(self):
        calendar = icalendar.Calendar()
        self.starts = [self.start_of(one) for one in self.events]
        calendar.add_component(self.first_component())
        for place in range(1, len(self.events)):
            calendar.add_component(self.other_component(place))
        query = CalendarQuery(calendar)
        found = []
        for start, stop in self.windows():
            found += [self.occurrence(one) for one in query.between(start, stop)]
            if len(found) > MOST:
                raise ValueError("too often")
        return found

    def windows(self):
        longest = max(self.lasting.values(), default=timedelta(0))
        start, whole = self.since - longest, self.until - self.since + longest
        part = min((PARTS.get(rule["FREQ"][0], whole) for rule in self.rules), default=whole)
        while start < self.until:
            stop = min(start + part, self.until)
            yield start, stop
            start = stop

    def occurrence(self, component):
        place, start = int(component["X-PLACE"]), component["DTSTART"].dt
        event, zone = self.events[place], self.first.zone
        if place and start == self.starts[place]:
            return event, event.start_at, event.end_at
        start_at, end_at = in_utc(start, zone), event.length.after(start, zone)
        if not place and start in self.lasting:
            end_at = start_at + self.lasting[start]
        return event, start_at, max(start_at, end_at)

    def start_of(self, event):
        if event.is_all_day != self.first.is_all_day:
            return event.start
        return in_zone(event.start, event.zone, self.first.zone)

    def first_component(self):
        start = self.starts[0]
        if len(self.rules) == 1 and "COUNT" not in self.rules[0]:
            start = self.starts[0] = self.nearer(start, self.rules[0])
        component = self.component(0, start)
        component["RRULE"] = self.rules
        component["EXDATE"] = vDDDLists(list(self.listed("EXDATE")))
        component["RDATE"] = vDDDLists([*self.listed("RDATE")])
        return component

    def other_component(self, place):
        event = self.events[place]
        component = self.component(place, self.starts[place])
        when = self.like_first(event.recurrence_id, event.recurrence_zone)
        component["RECURRENCE-ID"] = vDDDTypes(when)
        if event.rules:  # with these, the library drops what a newer rule no longer has
            component["RRULE"] = self.rules
        if event.has_range:
            component["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
        return component

    def component(self, place, start):
        event, component = self.events[place], icalendar.Event()
        length = timedelta(days=event.length.days) + event.length.passing
        component["UID"], component["X-PLACE"] = "1", str(place)
        component["SEQUENCE"] = event.sequence
        component["DTSTART"] = vDDDTypes(start)
        component["DTEND"] = vDDDTypes(start + max(length, timedelta(0)))
        return component

    def nearer(self, start, rule):
        """A start just before the window from which the rule gives the same times within it."""
        if rule["FREQ"][0] not in STEPS:
            return start
        step = step_of(rule)
        length = timedelta(days=self.first.length.days) + self.first.length.passing
        begun = start if isinstance(start, datetime) else datetime.combine(start, time.min)
        steps = max((self.since - length - AROUND - begun) // step, 0)
        return start + steps * step

    def listed(self, name):
        for line in self.first.lines.named.get(name, []):
            for text in line.value.split(","):
                start, is_period, _ = text.partition("/")
                if not start.strip():
                    continue
                when, zone = moments(line, start, self.first.zones, self.clinic)
                if is_period:
                    begins, ends = period(line, text, self.first.zones, self.clinic)
                    self.lasting[in_zone(when, zone, self.first.zone)] = ends - begins
                yield self.like_first(when, zone)

    def like_first(self, when, zone):
        """As a date if the event is about days, as a time if not: programs mix them."""
        if self.first.is_all_day:
            return nearest_day(when) if isinstance(when, datetime) else when
        if isinstance(when, datetime):
            return in_zone(when, zone, self.first.zone)
        return datetime.combine(when, self.first.start.time())
