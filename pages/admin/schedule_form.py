from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from pages.clock import spoken

CANCEL, KEEP = "cancel", "keep"
LONGEST = 5  # years ahead; a later one is a slip of the finger


class ClinicTimeField(forms.SplitDateTimeField):
    """A day and a time on the clinic's clock, as an instant.

    Refuses what the clock skips or shows twice on the nights when it is changed.
    """

    def __init__(self, **kwargs):
        widget = forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            date_format="%Y-%m-%d",
            time_attrs={"type": "time"},
            time_format="%H:%M",
        )
        super().__init__(widget=widget, **kwargs)

    def compress(self, values):
        if not values or None in values:
            return super().compress(values)
        moment = datetime.combine(*values)
        this_year = timezone.localdate().year
        if not this_year <= moment.year <= this_year + LONGEST:
            raise ValidationError(f"Choose a day in the next {LONGEST} years.")
        try:
            return from_current_timezone(moment)
        except ValidationError:
            raise ValidationError(
                f"The clocks change that night: {moment:%H:%M} does not come, or comes twice. "
                "Choose another time."
            ) from None


class ScheduleForm(forms.Form):
    """When a draft goes live, and what becomes of the versions that wait already."""

    when = ClinicTimeField(
        required=False,
        label="Day and time (Toronto)",
        error_messages={
            "invalid_date": "Enter the day as year, month and day, such as 2027-03-08.",
            "invalid_time": "Enter the time as hours and minutes, such as 09:00.",
        },
    )
    older = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="The older schedule")
    older_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, waiting, data=None):
        super().__init__(data)
        self.waiting = list(waiting)
        seen = ",".join(str(one.pk) for one in self.waiting)
        if not self.waiting:
            del self.fields["older"], self.fields["older_seen"]
            return
        if data is not None and data.get("older_seen") != seen:
            # The answer was given to another question.
            self.data = self.data.copy()
            self.data["older"], self.data["older_seen"] = "", seen
        self.initial["older_seen"] = seen
        them = "them" if len(self.waiting) > 1 else "it"
        moments = " and on ".join(spoken(one.publish_at) for one in self.waiting)
        self.fields["older"].choices = [
            (CANCEL, f"Cancel {them}. The history keeps {them}."),
            (KEEP, f"Keep {them}: what readers see is replaced on {moments}."),
        ]

    def check(self, verb):
        """Whether the draft may be published or scheduled with what stands here."""
        if verb not in ("publish", "schedule"):
            return True
        self.full_clean()
        if verb == "schedule" and "when" not in self.errors:
            when = self.cleaned_data.get("when")
            if when is None:
                self.add_error("when", "Enter the day and the time when this version goes live.")
            elif when <= timezone.now():
                self.add_error("when", "This time has passed. Choose a later one, or publish now.")
        if self.waiting and not self.cleaned_data.get("older"):
            self.add_error("older", "Another version waits for its time: say what becomes of it.")
        return not self.errors

    def decided(self):
        """The arguments of `Revision.publish` that say what becomes of the waiting versions."""
        if not self.waiting:
            return {}
        return {self.cleaned_data["older"]: [one.pk for one in self.waiting]}
