from itertools import combinations

from django import forms
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from booking.admin.affected_visits import KeptForm
from booking.models import Closure, WorkingHours
from clinic import closing_time
from clinic.screens import NamedCells
from typed.text import whole_number

MOST_DAYS_OFF = 1000  # upcoming rows in one therapist's form


class HoursForm(forms.ModelForm):
    def validate_constraints(self):
        """As in stock admin, except for overlaps: this save may delete or change those rows.

        `HoursFormSet` compares the rows as typed instead.
        """
        exclude = self._get_validation_exclusions()
        for constraint in WorkingHours._meta.constraints:
            if not isinstance(constraint, ExclusionConstraint):
                try:
                    constraint.validate(WorkingHours, self.instance, exclude=exclude)
                except ValidationError as error:
                    self._update_errors(error)


class HoursFormSet(NamedCells):
    """One therapist's week. No two rows can apply at the same time."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        rows = [
            form.instance
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not self._should_delete_form(form)
        ]
        overlaps = [pair for pair in combinations(rows, 2) if overlap(*pair)]
        if overlaps:
            raise ValidationError(
                [f"{said(one)} and {said(other)} overlap." for one, other in overlaps]
            )


def overlap(one, other):
    return (
        one.weekday == other.weekday
        and closing_time.overlap(one.opens, one.closes, other.opens, other.closes)
        and not ends_before(one, other)
        and not ends_before(other, one)
    )


def ends_before(one, other):
    """Whether one season ends before the other starts."""
    return bool(one.valid_until and other.valid_from and one.valid_until < other.valid_from)


def said(hours):
    season = [
        f"{word} {date_format(day, 'DATE_FORMAT')}"
        for word, day in (("from", hours.valid_from), ("until", hours.valid_until))
        if day
    ]
    return " ".join([str(hours), *season])


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


class DayOffForm(ClosureForm):
    class Meta(ClosureForm.Meta):
        help_texts = {**ClosureForm.Meta.help_texts, "reason": "For staff only."}
