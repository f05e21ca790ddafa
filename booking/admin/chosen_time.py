"""The time that reception has chosen: one of those shown, or any other, typed deliberately."""

from contextlib import suppress
from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from booking.fields import TYPED, ClockInput, DayInput, StartOrTyped
from booking.models.rules import STAFF_HORIZON, ZONE
from booking.wall_clock import instant
from clinic.clock import is_in_doubt
from inbox.forms import UncutForm


class ChosenTimeForm(UncutForm):
    """`start` in the cleaned data is the chosen start in UTC."""

    start = StartOrTyped(label="Time", required=False)
    other_day = forms.DateField(
        label="Another day",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a day, such as 2026-11-24."},
    )
    other_time = forms.TimeField(
        label="Time of day",
        required=False,
        widget=ClockInput(),
        error_messages={"invalid": "Enter a time of day, such as 14:30."},
    )
    second_time = forms.BooleanField(
        label="The second of the two, after the clocks go back (EST)", required=False
    )

    reaches_back = timedelta(0)  # how long ago the chosen time may be

    def chosen(self, name):
        """The value of a field if it is valid, also in a form that is not sent to act."""
        with suppress(ValidationError):
            return self.fields[name].clean(self[name].value())
        return None

    def clean(self):
        cleaned = super().clean()
        picked, day, clock = (cleaned.get(name) for name in ("start", "other_day", "other_time"))
        if {"start", "other_day", "other_time"} & set(self.errors):
            return cleaned
        if isinstance(picked, datetime):
            if day or clock:
                self.add_error("start", "Choose one of these times or enter another, not both.")
            else:
                self.check_when(picked, "start")
        elif day and clock:
            cleaned["start"] = self.typed_start(day, clock)
        elif day or picked == TYPED or clock:
            self.add_error("other_time" if day else "other_day", "Enter the day and the time.")
        elif self.needs_time():
            self.add_error("start", "Choose a time.")
        return cleaned

    def needs_time(self):
        """Whether the form says no time in any other way."""
        return True

    def typed_start(self, day, time):
        """The start at a wall-clock time: of two, the first, unless the second was selected."""
        now = timezone.now()
        first, today = (timezone.localdate(one) for one in (now - self.reaches_back, now))
        if not first <= day <= today + STAFF_HORIZON:
            self.add_error("other_day", "Enter a day from today to a year from now.")
            return None
        start = instant(day, time.replace(second=0, microsecond=0), ZONE)
        if start.astimezone(ZONE).time() != time.replace(second=0, microsecond=0):
            self.add_error(
                "other_time", "The clocks go forward then: that time doesn’t exist on that day."
            )
            return None
        if self.cleaned_data.get("second_time") and is_in_doubt(start):
            start += timedelta(hours=1)
        self.check_when(start, "other_time")
        return start

    def check_when(self, start, field):
        now = timezone.now()
        if start <= now - self.reaches_back:
            self.add_error(field, "That time has passed.")
        elif timezone.localdate(start) > timezone.localdate(now) + STAFF_HORIZON:
            self.add_error(field, "Choose a time within a year from now.")

    def time_field(self):
        """The field in which the time was chosen, for a message about it."""
        return "start" if self.chosen("start") not in (None, TYPED) else "other_time"
