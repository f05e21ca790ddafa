from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse

from booking.catalogue import Catalogue
from booking.fields import (
    DayField,
    RowField,
    SeveralField,
    StartField,
    StartsField,
    start_as_text,
)
from booking.models.service import LONGEST_COURSE
from booking.time_of_day import TimeOfDay


@dataclass(frozen=True)
class Step:
    """Where a link or button leads: the path and the query."""

    path: str
    query: str

    def __str__(self):
        return f"{self.path}?{self.query}" if self.query else self.path

    def adding(self, **more):
        """The same step with more in its query. Cheaper than a new step for each of many times."""
        return Step(self.path, "&".join(filter(None, [self.query, urlencode(more)])))


class UrlState(forms.Form):
    """What the patient has chosen so far, from the address. Invalid values count as missing."""

    service = RowField(required=False)
    therapist = RowField(required=False)
    visits = forms.IntegerField(min_value=1, max_value=LONGEST_COURSE, required=False)
    anyone = forms.BooleanField(required=False)
    time_of_day = forms.TypedChoiceField(
        choices=TimeOfDay, coerce=TimeOfDay, required=False, empty_value=None
    )
    day = DayField(required=False)
    month = DayField(required=False)  # turned to at a glance, of which any day counts
    start = StartsField(required=False)
    # For a course: skipped weeks, other times chosen, and the week being changed.
    skip = SeveralField(DayField(), required=False)
    other = SeveralField(StartField(), start_as_text, required=False)
    change = DayField(required=False)

    def __init__(self, data):
        super().__init__(data)
        self.catalogue = Catalogue()
        self.fields["service"].rows = self.catalogue.services
        self.fields["therapist"].rows = self.catalogue.everyone
        self.full_clean()

    @classmethod
    def of(cls, request):
        """From the address; or from the pressed button, if typed details are carried along."""
        if "go" in request.POST:
            return cls(QueryDict(request.POST["go"]))
        return cls(request.POST or request.GET)

    def narrow(self):
        """Take the only service there is, and drop a therapist who does not offer the one chosen.

        A therapist alone narrows the services to theirs. Returns the therapists who offer the one
        chosen.
        """
        wanted = self.chosen("therapist")
        services = self.services()
        service = self.chosen("service") or (services[0] if len(services) == 1 else None)
        therapists = self.catalogue.therapists(service)
        is_possible = service is None or wanted in therapists
        self.cleaned_data |= {"service": service, "therapist": wanted if is_possible else None}
        return therapists

    def services(self):
        """Those to choose from: of the chosen therapist, before a service is chosen."""
        therapist = None if self.chosen("service") else self.chosen("therapist")
        return self.catalogue.offered_by(therapist) if therapist else self.catalogue.services

    def chosen(self, name):
        return self.cleaned_data.get(name)

    def step(self, view, args=(), **changes):
        """The step to a view with what is chosen so far and these changes."""
        query = {}
        for name, field in self.fields.items():
            if value := changes[name] if name in changes else self.chosen(name):
                query[name] = field.prepare_value(value)
        return Step(reverse(f"booking:{view}", args=args), urlencode(query, doseq=True))
