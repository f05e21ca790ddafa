"""The opening hours on the screen of the clinic's details."""

from itertools import combinations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import TimeField

from clinic import closing_time
from clinic.hours import OpeningHours
from clinic.screens import NamedCells, say_limits
from typed.text import whole_number

MOST_SPANS = 28  # four a day
FAR_TOO_MANY = 100
NO_TIME = "Enter the time as hours and minutes, such as 09:00."
TIME = {"type": "time", "class": "vTimeField"}


class OpeningHoursForm(forms.ModelForm):
    class Meta:
        error_messages = {
            "weekday": {"required": "Choose the day."},
            "opens": {"required": "Enter when the clinic opens.", "invalid": NO_TIME},
            "closes": {"required": "Enter when the clinic closes.", "invalid": NO_TIME},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and not closing_time.is_after(closes, opens):
            self.add_error("closes", "The closing time must be later than the opening time.")
        return cleaned

    def validate_constraints(self):
        """Like Django's, but skips overlaps: the stored rows are about to be replaced."""
        try:
            self.instance.validate_constraints(exclude={"clinic"})
        except ValidationError as error:
            self._update_errors(error)


class OpeningHoursFormSet(NamedCells):
    """The clinic's week. The posted rows replace all stored ones, so that no row can be stale."""

    default_error_messages = {
        "too_many_forms": "At most %(num)d rows of opening hours can be saved: four a day.",
        "missing_management_form": (
            "The opening hours were not received. Nothing was changed: please save again."
        ),
    }

    def __init__(self, data=None, **kwargs):
        super().__init__(as_new_rows(data) if data else data, **kwargs)

    def clean(self):
        """Replaces Django's check for duplicates: they overlap too."""
        if any(self.errors):
            return
        overlaps = [
            ValidationError(f"{one} and {other} overlap.")
            for one, other in combinations(self.typed(), 2)
            if one.weekday == other.weekday
            if closing_time.overlap(one.opens, one.closes, other.opens, other.closes)
        ]
        if overlaps:
            raise ValidationError(overlaps)

    def typed(self):
        return [form.instance for form in self.forms if form.has_changed()]

    def save(self, commit=True):
        before = {(row.weekday, *row.span()): row for row in self.instance.hours.all()}
        after = {(row.weekday, *row.span()): row for row in self.typed()}
        self.deleted_objects = [row for key, row in before.items() if key not in after]
        self.new_objects = [row for key, row in after.items() if key not in before]
        self.changed_objects = []
        for row in self.deleted_objects:
            row.delete()
        return OpeningHours.objects.bulk_create(self.new_objects)


def as_new_rows(data, prefix="hours"):
    """The posted form with every row of hours as a new one, and without those to delete."""
    total = whole_number(data.get(f"{prefix}-TOTAL_FORMS", ""), FAR_TOO_MANY)
    if total >= FAR_TOO_MANY:
        return data  # left to Django's error: read as no rows, it would empty the week
    data = data.copy()
    sent = range(total)
    rows = [
        {name: data.get(f"{prefix}-{i}-{name}", "") for name in OpeningHoursInline.fields}
        for i in sent
        if not data.get(f"{prefix}-{i}-DELETE")
    ]
    for name in [name for name in data if name.startswith(f"{prefix}-")]:
        del data[name]
    for i, row in enumerate(rows):
        data.update({f"{prefix}-{i}-{name}": value for name, value in row.items()})
    data.update({f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0})
    return data


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    form = OpeningHoursForm
    formset = OpeningHoursFormSet
    fields = ["weekday", "opens", "closes", "note"]
    extra = 0
    max_num = MOST_SPANS
    # The clinic's time, which Django's clock widget would compare with the browser's.
    formfield_overrides = {TimeField: {"widget": forms.TimeInput(TIME, format="%H:%M")}}

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=2 * MOST_SPANS, **kwargs)

    # The hours are saved with the details, so one permission covers both.
    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("clinic.change_clinic")

    has_add_permission = has_delete_permission = has_change_permission
