"""A therapist's hours as a grid of texts: pure functions, before anything is valid.

What was typed is copied and split as it is, so that nothing is lost if it is not a time yet. A
season is a week that is valid from one day until another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from booking.wall_clock import ONE_DAY

USUAL_PAIRS, MOST_PAIRS, MOST_WEEKS = 2, 4, 12
ENDS = ("opens", "closes")
WEEKDAYS = range(7)


@dataclass(frozen=True)
class TypedWeek:
    """`cells` by weekday, pair and one of ENDS; `notes` by weekday; days as ISO dates or ""."""

    first: str = ""
    last: str = ""
    cells: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)

    def of_day(self, weekday):
        """The pairs of the day that have a text."""
        places = {pair for day, pair, end in self.cells if day == weekday}
        pairs = [[self.cells.get((weekday, place, end), "") for end in ENDS] for place in places]
        return [pair for pair in pairs if any(pair)]

    def copied(self, source, targets):
        """With the hours of one weekday on others too."""
        cells = {key: text for key, text in self.cells.items() if key[0] not in targets}
        for (weekday, place, end), text in self.cells.items():
            if weekday == source:
                cells |= {(target, place, end): text for target in targets}
        return replace(self, cells=cells)


@dataclass(frozen=True)
class Grid:
    weeks: tuple[TypedWeek, ...] = (TypedWeek(),)
    pairs: int = USUAL_PAIRS

    @classmethod
    def of_rows(cls, rows: Iterable):
        """The hours of one therapist as they are stored."""
        seasons = {}
        for row in sorted(rows, key=lambda row: (row.weekday, row.opens)):
            season = (row.valid_from or date.min, row.valid_until or date.max)
            seasons.setdefault(season, []).append(row)
        weeks = tuple(cls.week_of(seasons[season]) for season in sorted(seasons))
        most = max((key[1] + 1 for week in weeks for key in week.cells), default=0)
        return cls(weeks or (TypedWeek(),), max(USUAL_PAIRS, most))

    @staticmethod
    def week_of(rows):
        cells, notes = {}, {}
        for row in rows:
            place = sum(key[0] == row.weekday for key in cells) // len(ENDS)
            for end in ENDS:
                cells[row.weekday, place, end] = f"{getattr(row, end):%H:%M}"
            if row.note:
                notes.setdefault(row.weekday, row.note)
        first, last = rows[0].valid_from, rows[0].valid_until
        return TypedWeek(
            first.isoformat() if first else "", last.isoformat() if last else "", cells, notes
        )

    def with_copy(self, number, source, targets):
        weeks = list(self.weeks)
        weeks[number] = weeks[number].copied(source, targets)
        return replace(self, weeks=tuple(weeks))

    def with_pair(self):
        """With room for one more break in each day."""
        return replace(self, pairs=self.pairs + 1)

    def with_season(self, first: date, last: date | None):
        """With a season of its own, whose hours are those that were valid on its first day.

        What was valid then is split around it, so that no two weeks are valid on one day.
        """
        weeks, source = [], self.weeks[-1]
        for week in self.weeks:
            begins, ends = day_of(week.first, date.min), day_of(week.last, date.max)
            if ends < first or (last or date.max) < begins:
                weeks.append(week)
                continue
            if begins <= first:
                source = week
            if begins < first:
                weeks.append(replace(week, last=(first - ONE_DAY).isoformat()))
            if last and last < ends:
                weeks.append(replace(week, first=(last + ONE_DAY).isoformat()))
        days = {"first": first.isoformat(), "last": last.isoformat() if last else ""}
        weeks.append(replace(source, **days))
        weeks.sort(key=lambda week: day_of(week.first, date.min))
        return replace(self, weeks=tuple(weeks))


def day_of(text, otherwise):
    """A typed day, or the value for one that is empty or not a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
