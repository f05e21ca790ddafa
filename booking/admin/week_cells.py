"""The cells of a therapist's week as fields of a form: their names, and what is typed in them."""

from django import forms

from booking.fields import ClockInput, DayInput
from booking.typed_week import ENDS, MOST_PAIRS, MOST_WEEKS, WEEKDAYS, Grid, TypedWeek
from clinic.closing_time import ClosingTimeFormField
from clinic.models import Weekday
from typed.fields import LineField
from typed.text import whole_number

WEEKS, PAIRS, SEEN = "hours-weeks", "hours-pairs", "hours-seen"
INVALID = {"invalid": "Enter a time of day, such as 09:00."}
KINDS = {"opens": ("from", forms.TimeField), "closes": ("until", ClosingTimeFormField)}


def first_day(week):
    return f"hours-{week}-first"


def last_day(week):
    return f"hours-{week}-last"


def remove(week):
    return f"hours-{week}-remove"


def note(week, weekday):
    return f"hours-{week}-{weekday}-note"


def cell(week, weekday, pair, end):
    return f"hours-{week}-{weekday}-{pair}-{end}"


def typed_grid(data, stored):
    """The grid in a form as it was sent. It has a bounded shape: `stored` may be larger."""
    count = clamp(data.get(WEEKS, ""), max(MOST_WEEKS, len(stored.weeks)))
    pairs = clamp(data.get(PAIRS, ""), max(MOST_PAIRS, stored.pairs))
    weeks = [
        TypedWeek(
            data.get(first_day(week), ""),
            data.get(last_day(week), ""),
            {
                (day, pair, end): data[cell(week, day, pair, end)]
                for day in WEEKDAYS
                for pair in range(pairs)
                for end in ENDS
                if data.get(cell(week, day, pair, end))
            },
            {day: data[note(week, day)] for day in WEEKDAYS if data.get(note(week, day))},
        )
        for week in range(count)
    ]
    return Grid(tuple(weeks), pairs)


def clamp(text, most):
    return min(max(whole_number(text, 1), 1), most)


def values_of(grid):
    """The grid as a form sends it."""
    values = {WEEKS: str(len(grid.weeks)), PAIRS: str(grid.pairs)}
    for number, week in enumerate(grid.weeks):
        values |= {first_day(number): week.first, last_day(number): week.last}
        values |= {cell(number, *key): text for key, text in week.cells.items()}
        values |= {note(number, day): text for day, text in week.notes.items()}
    return values


def fields_of(grid):
    """A field for each cell, and those around them, by name."""
    for week in range(len(grid.weeks)):
        yield first_day(week), forms.DateField(label="First day", required=False, widget=DayInput())
        yield last_day(week), forms.DateField(label="Last day", required=False, widget=DayInput())
        yield remove(week), forms.BooleanField(label="Remove these hours", required=False)
        for day in WEEKDAYS:
            for pair in range(grid.pairs):
                for end in ENDS:
                    yield cell(week, day, pair, end), time_field(day, pair, end)
            yield note(week, day), note_field(day)


def time_field(day, pair, end):
    word, kind = KINDS[end]
    after = f", after break {pair}" if pair else ""
    label, widget = f"{Weekday(day).label}{after}, {word}", ClockInput()
    widget.attrs["aria-label"] = label
    return kind(label=label, required=False, widget=widget, error_messages=INVALID)


def note_field(day):
    label = f"{Weekday(day).label}, note for staff"
    widget = forms.TextInput(attrs={"aria-label": label, "placeholder": "Note for staff"})
    return LineField(label=label, required=False, max_length=80, widget=widget)
