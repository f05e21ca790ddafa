from django.utils import timezone

from booking.admin.affected_visits import KeptForm
from booking.models import Closure
from clinic.screens import NamedCells
from typed.text import whole_number

MOST_DAYS_OFF = 1000  # upcoming rows in one therapist's form
MOST_NEW = 20  # rows added to it at a time


class ClosureForm(KeptForm):
    class Meta:
        model = Closure
        fields = "__all__"
        help_texts = {
            "last_day": "Leave empty for a single day.",
            "until_time": (
                "Applies to each day if there are several. 00:00 is midnight at the end of the day."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = False

    def clean_last_day(self):
        typed = self.cleaned_data["last_day"] or self.cleaned_data.get("first_day")
        return typed or self.instance.last_day  # if the first is invalid, the row stays complete

    def clean(self):
        super().clean()
        if self.cleaned_data.get("is_public") and not self.cleaned_data.get("reason", "-"):
            self.add_error("reason", "Enter a reason: patients will read it.")


class DaysOffFormSet(NamedCells):
    """One therapist's days off from today on. Past ones would fill the form over the years."""

    def __init__(self, data=None, *args, queryset=None, prefix=None, **kwargs):
        if data is None:
            shown = queryset.filter(last_day__gte=timezone.localdate())
        else:  # the rows that were shown, even if one has ended since
            sent = [data.get(f"{prefix}-{place}-id", "") for place in range(MOST_DAYS_OFF)]
            shown = queryset.filter(pk__in=filter(None, map(whole_number, sent)))
        super().__init__(data, *args, queryset=shown, prefix=prefix, **kwargs)

    def total_form_count(self):
        """A form that claims a thousand empty rows would only keep the server busy."""
        return min(super().total_form_count(), len(self.get_queryset()) + MOST_NEW)


class DayOffForm(ClosureForm):
    class Meta(ClosureForm.Meta):
        help_texts = {**ClosureForm.Meta.help_texts, "reason": "For staff only."}
