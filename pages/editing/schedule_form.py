from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import ngettext

from clinic.clock import in_full

CANCEL, KEEP = "cancel", "keep"
LONGEST = 5  # years ahead; a later one is a typing error


class ScheduleForm(forms.Form):
    """When a draft goes live, and what to do with versions already scheduled."""

    day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day as year, month and day, such as 2027-03-08."},
    )
    hour = forms.TimeField(
        required=False,
        label="Time (Toronto)",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter the time as hours and minutes, such as 09:00."},
    )
    older = forms.ChoiceField(
        required=False, widget=forms.RadioSelect, label=("The version already scheduled")
    )
    older_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, waiting, data=None):
        super().__init__(data)
        self.waiting = list(waiting)
        self.when = None
        seen = ",".join(str(one.pk) for one in self.waiting)
        if not self.waiting:
            del self.fields["older"], self.fields["older_seen"]
            return
        if data is not None and data.get("older_seen") != seen:
            # The choice was made for other versions.
            self.data = self.data.copy()
            self.data["older"], self.data["older_seen"] = "", seen
        self.initial["older_seen"] = seen
        they = ngettext("it", "they", len(self.waiting))
        them = ngettext("it", "them", len(self.waiting))
        moments = " and on ".join(in_full(one.publish_at) for one in self.waiting)
        self.fields["older"].choices = [
            (CANCEL, f"Cancel {them}. The list of versions keeps {them}."),
            (KEEP, f"Keep {them}. On {moments} {they} will replace what you publish now."),
        ]

    def check(self, verb):
        """Whether the draft can be published or scheduled as this form says."""
        if verb not in ("publish", "schedule"):
            return True
        self.full_clean()
        if verb == "schedule":
            self.find_when()
        if self.waiting and not self.cleaned_data.get("older"):
            self.add_error(
                "older", ("Another version is already scheduled. Choose what to do with it.")
            )
        return not self.errors

    def find_when(self):
        """Set `when` from the clinic's day and time, or add the errors."""
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get("hour")
        for name, value, words in (("day", day, "the day"), ("hour", hour, "the time")):
            if value is None and name not in self.errors:
                self.add_error(name, f"Enter {words} when this version goes live.")
        if day is None or hour is None:
            return
        today = timezone.localdate()
        if day < today:
            self.add_error("day", "This day has passed. Choose today or a later day.")
            return
        if day.year > today.year + LONGEST:
            self.add_error("day", f"Choose a day in the next {LONGEST} years.")
            return
        try:
            when = from_current_timezone(datetime.combine(day, hour))
        except ValidationError:
            self.add_error(
                "hour",
                f"The clocks change that night: {hour:%H:%M} doesn’t exist, or happens twice. "
                "Choose another time.",
            )
            return
        if when <= timezone.now():
            self.add_error("day", "This time has passed. Choose a later one, or publish now.")
        self.when = when

    def decided(self):
        """The arguments of `Revision.publish` that decide about versions already scheduled."""
        if not self.waiting:
            return {}
        return {self.cleaned_data["older"]: [one.pk for one in self.waiting]}
