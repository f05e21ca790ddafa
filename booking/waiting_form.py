"""The forms for joining the waiting list, online and at the desk."""

from django import forms
from django.utils import timezone

from booking.fields import DayInput, SelectOrNone
from booking.models import Service, Therapist
from booking.models.waiting import LONGEST_WAIT
from booking.time_of_day import TimeOfDay
from booking.wall_clock import ONE_WEEK
from clinic import clock
from clinic.models import Weekday
from clinic.phone import PhoneField
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import UncutForm

USUAL_WAIT = 4 * ONE_WEEK
ANY_THERAPIST = "Any therapist"
TIMES = [
    (TimeOfDay.MORNING, "Mornings, before noon"),
    (TimeOfDay.AFTERNOON, "Afternoons, noon to 5:00 PM"),
    (TimeOfDay.EVENING, "Evenings, from 5:00 PM"),
]


class WhenForm(UncutForm):
    """Which times work, and for how long to look for one."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Days that work",
        required=False,
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Select none if any day works.",
    )
    times_of_day = forms.MultipleChoiceField(
        label="Times of day that work",
        required=False,
        choices=TIMES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Select none if any time works.",
    )
    until = forms.DateField(
        label="Last day",
        widget=DayInput(),
        help_text="We look for a time up to this day.",
        error_messages={
            "required": "Enter the last day that works.",
            "invalid": "Enter a day, such as 2026-11-24.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("weekdays", "times_of_day"):
            self.fields[name].is_one_of_several = True  # the help says what leaving it out means

    def clean_until(self):
        today = timezone.localdate()
        day, last = self.cleaned_data["until"], today + LONGEST_WAIT
        if not today <= day <= last:
            raise forms.ValidationError(f"Enter a day from today to {clock.day(last)}.")
        return day

    def several(self):
        """The two fields with several boxes to tick."""
        return [self["weekdays"], self["times_of_day"]]

    def wish(self):
        return {name: self.cleaned_data[name] for name in ("weekdays", "times_of_day", "until")}


class WaitForm(WhenForm):
    """Everything about a wait: for what, when, and who."""

    field_order = [
        *("service", "therapist", "weekdays", "times_of_day", "until"),
        *("name", "email", "phone", "note"),
    ]

    service = forms.ModelChoiceField(
        Service.objects.none(),
        empty_label=None,
        widget=SelectOrNone,
        error_messages={
            "required": "Choose a treatment.",
            "invalid_choice": "Choose one of these treatments.",
        },
    )
    therapist = forms.ModelChoiceField(
        Therapist.objects.none(),
        required=False,
        empty_label=ANY_THERAPIST,
        error_messages={"invalid_choice": "Choose one of these therapists."},
    )
    name = NameField(max_length=120, error_messages={"required": "Enter a name."})
    email = PublicEmailField(required=False)
    phone = PhoneField(required=False)
    note = TextField(max_length=300, rows=2, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.active()
        self.fields["therapist"].queryset = (
            Therapist.objects.active().filter(services__is_active=True).distinct()
        )
        for name in ("therapist", "email", "phone"):
            self.fields[name].is_one_of_several = True  # so none of them is simply optional

    def clean(self):
        cleaned = super().clean()
        service, therapist = cleaned.get("service"), cleaned.get("therapist")
        if service and therapist and not self.can_wait_for(service, therapist):
            self.add_error("therapist", f"{therapist} does not offer {service}.")
        if cleaned.get("email") == cleaned.get("phone") == "":
            self.add_error("email", "Enter an email address or a phone number.")
        return cleaned

    def can_wait_for(self, service, therapist):
        return Therapist.objects.offering(service).contains(therapist)

    def details(self):
        """The columns of an entry."""
        who = ("service", "therapist", "name", "email", "phone", "note")
        return {name: self.cleaned_data[name] for name in who} | self.wish()


def usual_last_day():
    return timezone.localdate() + USUAL_WAIT
