from django import forms
from django.core.exceptions import ValidationError

from booking.fields import DayInput
from booking.spans import LONGEST, Span
from inbox.forms import UncutForm

YEARS = range(2000, 2200)
INVALID = {"invalid": "Enter a day, such as 2026-11-24.", "required": "Enter a day."}


def within_years(day):
    if day.year not in YEARS:
        raise ValidationError(f"Enter a year from {YEARS[0]} to {YEARS[-1]}.", code="years")


class SpanForm(UncutForm):
    """From which day to which: at most two years."""

    use_required_attribute = False

    first = forms.DateField(
        label="From", widget=DayInput(), error_messages=INVALID, validators=[within_years]
    )
    last = forms.DateField(
        label="To", widget=DayInput(), error_messages=INVALID, validators=[within_years]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        cleaned["span"] = span = Span(cleaned["first"], cleaned["last"])
        if span.last < span.first:
            self.add_error("last", "The last day can’t be before the first.")
        elif span.is_too_long():
            self.add_error("last", f"Choose {LONGEST} years at most.")
        return cleaned
