"""A therapist's weeks in their form: the checks, and what is saved."""

import hashlib
from itertools import combinations

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from booking.admin.week_cells import (
    PAIRS,
    SEEN,
    WEEKS,
    cell,
    fields_of,
    first_day,
    last_day,
    note,
    remove,
    typed_grid,
    values_of,
)
from booking.models import WorkingHours
from booking.typed_week import ENDS, WEEKDAYS, Grid, day_of
from clinic import closing_time
from clinic.models import Weekday
from typed.seen import ChangedMeanwhile

COLLEAGUE = (
    "A colleague has just changed these hours. Yours are not saved: open this page in another tab "
    "to see theirs."
)


class WithWeeks(forms.ModelForm):
    """The therapist's weeks. `shows_hours` and `may_change_hours` come from the permissions."""

    shows_hours = may_change_hours = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.shows_hours:
            return
        seen = self.data.get(SEEN, "") if self.is_bound else ""
        self.since = day_of(seen.partition(" ")[0], timezone.localdate())
        rows = self.hours_shown() if self.instance.pk else []
        self.notes = {key_of(row): row.note for row in rows}
        stored = Grid.of_rows(rows)
        sent = self.is_bound and self.may_change_hours
        self.grid = typed_grid(self.data, stored) if sent else stored
        hidden = {"required": False, "widget": forms.HiddenInput}
        self.fields |= {name: forms.CharField(**hidden) for name in (WEEKS, PAIRS, SEEN)}
        self.fields |= dict(fields_of(self.grid))
        self.initial |= values_of(stored) | {SEEN: self.digest(rows)}
        if not self.may_change_hours:
            for name in self.fields:
                if name.startswith("hours-"):
                    self.fields[name].disabled = True

    def hours_shown(self):
        """Not the seasons that ended before the form was opened: they would fill it up in time."""
        return list(self.instance.working_hours.reaching(self.since))

    def digest(self, rows):
        """What the hours say, notes included, to notice that they have changed."""
        words = "\n".join(sorted(f"{key_of(row)} {row.note}" for row in rows))
        return f"{self.since} {hashlib.sha256(words.encode()).hexdigest()}"

    def grid_state(self):
        """The hidden fields around the grid."""
        return [self[name] for name in (WEEKS, PAIRS, SEEN)]

    def weeks(self):
        """For the template: each week with its title and its fields."""
        for number, week in enumerate(self.grid.weeks):
            yield {
                "number": number,
                "title": title_of(*(day_of(text, text) for text in (week.first, week.last))),
                "first": self[first_day(number)],
                "last": self[last_day(number)],
                "remove": self[remove(number)],
                "days": [self.day(number, day) for day in WEEKDAYS],
            }

    def day(self, week, day):
        pairs = [
            [self[cell(week, day, pair, end)] for end in ENDS] for pair in range(self.grid.pairs)
        ]
        noted = self[note(week, day)]
        fields = [*(ends for pair in pairs for ends in pair), noted]
        return {
            "name": Weekday(day).label,
            "pairs": pairs,
            "note": noted,
            "wrong": [field for field in fields if field.errors],
        }

    def clean(self):
        super().clean()
        if not (self.shows_hours and self.may_change_hours):
            return
        self.rows = []
        seasons = []
        for number in range(len(self.grid.weeks)):
            if not self.cleaned_data.get(remove(number)):
                seasons.append(self.clean_week(number))
        if not any(name.startswith("hours-") for name in self.errors):
            for one, other in combinations(seasons, 2):
                self.check_seasons(one, other)
        self.rows = [row for rows in seasons for row in rows]

    def clean_week(self, number):
        """The rows of one week; errors go beside the cells."""
        first, last = (self.cleaned_data.get(name(number)) for name in (first_day, last_day))
        if first and last and last < first:
            self.add_error(last_day(number), "The last day can’t be before the first.")
        rows = []
        for day in WEEKDAYS:
            of_day = []
            for pair in range(self.grid.pairs):
                names = [cell(number, day, pair, end) for end in ENDS]
                opens, closes = (self.cleaned_data.get(name) for name in names)
                if set(names) & set(self.errors) or (opens is None and closes is None):
                    continue
                if opens is None or closes is None:
                    self.add_error(names[opens is not None], "Enter both times, or neither.")
                elif not closing_time.is_after(closes, opens):
                    self.add_error(names[1], "“Until” must be later than “from”.")
                else:
                    row = WorkingHours(
                        weekday=day, opens=opens, closes=closes, valid_from=first, valid_until=last
                    )
                    row.note = self.note_of(row, note(number, day))
                    for other in of_day:
                        if overlap(row, other):
                            self.add_error(names[0], f"{other} and {row} overlap.")
                    of_day.append(row)
            rows += of_day
        return rows

    def note_of(self, row, name):
        """The typed note; or the row's own if that was not changed, as the rows of a day differ."""
        typed = self.cleaned_data.get(name, "")
        return typed if name in self.changed_data else self.notes.get(key_of(row), typed)

    def check_seasons(self, one, other):
        """Refuse two weeks that are valid on the same days and have the same hours."""
        if not one or not other or ends_before(one[0], other[0]) or ends_before(other[0], one[0]):
            return
        days = {row.weekday for row in one for also in other if overlap(row, also)}
        if days:
            names = ", ".join(str(Weekday(day).label) for day in sorted(days))
            seasons = [(row.valid_from, row.valid_until) for row in (one[0], other[0])]
            both = " and ".join(f"“{title_of(*season)}”" for season in seasons)
            self.add_error(
                None,
                f"{both} overlap on {names}. End one on the day before the other starts.",
            )

    def save_hours(self, therapist):
        """Store the weeks, unless they are as they were shown. The caller has the locks.

        Raises ChangedMeanwhile if a colleague has changed them in between.
        """
        if not (self.shows_hours and self.may_change_hours):
            return
        stored, seen = self.hours_shown(), self.cleaned_data[SEEN]
        if self.digest(self.rows) == seen:
            return
        if self.digest(stored) != seen:
            raise ChangedMeanwhile(COLLEAGUE)
        kept = {key_of(row): row for row in stored}
        new = [row for row in self.rows if key_of(row) not in kept]
        typed = {key_of(row): row for row in self.rows}
        gone = [row.pk for key, row in kept.items() if key not in typed]
        therapist.working_hours.filter(pk__in=gone).delete()
        for row in new:
            row.therapist = therapist
        WorkingHours.objects.bulk_create(new)
        noted = [row for key, row in kept.items() if key in typed and row.note != typed[key].note]
        for row in noted:
            row.note = typed[key_of(row)].note
        WorkingHours.objects.bulk_update(noted, ["note"])


def key_of(row):
    return (row.weekday, row.opens, row.closes, row.valid_from, row.valid_until)


def overlap(one, other):
    return one.weekday == other.weekday and closing_time.overlap(
        one.opens, one.closes, other.opens, other.closes
    )


def ends_before(one, other):
    """Whether one season ends before the other starts."""
    return bool(one.valid_until and other.valid_from and one.valid_until < other.valid_from)


def title_of(first, last):
    """“Every week”, or the days of a season; `first` and `last` are dates, or texts of them."""
    days = [date_format(day, "F j, Y") if hasattr(day, "year") else day for day in (first, last)]
    said = [f"{word} {day}" for word, day in zip(("from", "until"), days, strict=True) if day]
    return capfirst(" ".join(said)) or "Every week"
