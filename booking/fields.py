import uuid
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError

from booking.course import is_weekly
from booking.models.rules import ZONE
from booking.models.service import LONGEST_COURSE
from inbox.fields import TextField

YEARS = range(2000, 2200)  # of days that figures, files and logs are about

CHOOSE = "Choose one of the available times."
MOST_VALUES = 50  # of one field; a course needs no more than two dozen
TYPED = "typed"  # chosen instead of one of the times shown


class StartField(forms.Field):
    """A start as it is written in addresses: ISO 8601 in UTC, to the minute."""

    widget = forms.HiddenInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            start = datetime.fromisoformat(value)
        except ValueError:
            start = None
        # At either end of the calendar, adding days or changing the zone would overflow.
        if start is None or start.tzinfo is None or not 2000 < start.year < 9000:
            raise ValidationError(CHOOSE, code="start")
        return start.astimezone(UTC)


def start_as_text(start):
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


class DayField(forms.DateField):
    """A day as it is written in addresses, within years that dates can be computed with."""

    def to_python(self, value):
        day = super().to_python(value)
        if day and not 2000 < day.year < 9000:
            raise ValidationError("Choose one of the days shown.", code="day")
        return day


class SeveralField(forms.Field):
    """Several values of one name, in an address or in hidden fields: without repeats, sorted."""

    widget = forms.MultipleHiddenInput

    def __init__(self, of, as_text=str, **kwargs):
        super().__init__(**kwargs)
        self.of, self.as_text = of, as_text

    def to_python(self, values):
        if len(values or []) > MOST_VALUES:  # each would be parsed, and repeated in every link
            raise ValidationError(CHOOSE, code="several")
        return sorted({self.of.clean(value) for value in values or [] if value})

    def prepare_value(self, values):
        return [one if isinstance(one, str) else self.as_text(one) for one in values or []]


class StartsInput(forms.MultipleHiddenInput):
    """The starts asked for. One chosen in place of a taken time has its own name: `start-0`."""

    def value_from_datadict(self, data, files, name):
        chosen = [data[key] for key in data if key.startswith(f"{name}-")]
        return [*super().value_from_datadict(data, files, name), *chosen]


class StartsField(SeveralField):
    """The starts of a course or of a single visit, each on a different day."""

    widget = StartsInput

    def __init__(self, **kwargs):
        super().__init__(StartField(), start_as_text, **kwargs)

    def to_python(self, values):
        starts = super().to_python(values)
        days = {start.astimezone(ZONE).date() for start in starts}
        if len(days) < len(starts):
            raise ValidationError("Choose a different day for each visit.", code="start")
        if len(starts) > LONGEST_COURSE or (starts and not is_weekly(starts)):
            raise ValidationError(CHOOSE, code="start")
        return starts


class RowField(forms.Field):
    """One of `rows`, already read, by its primary key."""

    widget = forms.HiddenInput
    rows = ()

    def to_python(self, value):
        if value in self.empty_values:
            return None
        for row in self.rows:
            if str(row.pk) == str(value):
                return row
        raise ValidationError(self.error_messages.get("invalid_choice", CHOOSE), code="row")

    def prepare_value(self, row):
        return getattr(row, "pk", row)


class StartOrTyped(StartField):
    """An available start, TYPED, or None if nothing was chosen."""

    widget = forms.TextInput
    mended_at = "times"  # for the links of a list of errors

    def to_python(self, value):
        return TYPED if value == TYPED else super().to_python(value)


# Browsers would fill in reception's own details, or those of earlier patients.
NOT_FILLED_IN = {"autocomplete": "off"}


class SelectOrNone(forms.Select):
    """Chooses nothing in place of what can no longer be chosen; browsers would take the first."""

    def format_value(self, value):
        return [] if value is None else super().format_value(value)

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        is_chosen = any(one["selected"] for _, options, _ in groups for one in options)
        if value and not is_chosen:
            nothing = self.create_option(name, "", "Choose one", selected=True, index=0)
            groups.insert(0, (None, [nothing], 0))
        return groups


class KeyField(forms.UUIDField):
    """The form's one-use key. Without a valid one, the form counts as never sent before."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()


class DayInput(forms.DateInput):
    """The browser's own picker, which shows how to write a day, even without JavaScript."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class TypedDayField(forms.DateField):
    """A day that figures, a file or a log can begin or end with."""

    widget = DayInput
    default_error_messages = {
        "invalid": "Enter a day, such as 2026-11-24.",
        "required": "Enter a day.",
    }

    def validate(self, value):
        super().validate(value)
        if value and value.year not in YEARS:
            raise ValidationError(f"Enter a year from {YEARS[0]} to {YEARS[-1]}.", code="years")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class PatientLineField(TextField):
    """The clinic's own words to the patient with what is decided: see Decisions."""

    def __init__(self, **kwargs):
        said = {
            "max_length": 600,
            "rows": 2,
            "required": False,
            "label": "A line to the patient (optional)",
            "help_text": "They read it in the email and on their page, so do not name anyone.",
        }
        super().__init__(**said | kwargs)
