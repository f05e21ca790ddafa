"""Several times to offer a patient, each with a therapist: ticked, or one of them typed."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from booking.fields import CHOOSE, TYPED, SeveralField, StartField, start_as_text
from booking.models.offers import MOST_OFFERED
from clinic.clock import moment
from typed.text import whole_number


class PickField(forms.Field):
    """A therapist's id and a start in UTC, as in `as_text`."""

    def to_python(self, value):
        who, _, start = value.partition("|")
        pk, start = whole_number(who), StartField().to_python(start)
        if start is None:
            raise ValidationError(CHOOSE, code="pick")
        return pk, start


def as_text(pick):
    therapist_id, start = pick
    return f"{therapist_id}|{start_as_text(start)}"


class SeveralTimes(forms.Form):
    """`times` in the cleaned data are the times to offer, as (therapist, start in UTC)."""

    pick = SeveralField(of=PickField(), as_text=as_text, required=False)

    is_for_several = True

    def picks(self):
        """What is ticked, as (therapist id, start), and the time chosen in another way."""
        start, therapist = self.chosen("start"), self.chosen("therapist")
        alone = [(therapist.pk, start)] if therapist and isinstance(start, datetime) else []
        return [*(self.chosen("pick") or []), *alone]

    def times(self):
        """As in TimeForm, with the value of a pick for each start."""
        times, therapist = super().times(), self.therapists_asked()[0]
        times["days"] = [
            (day, [(as_text((therapist.pk, start)), start, free) for _, start, free in choices])
            for day, choices in times["days"]
        ]
        return times

    def shown(self):
        """The times shown, and those ticked before others were shown: (value, start, therapist).

        `picked` has the values of all that are ticked.
        """
        shown, picks = self.times(), {as_text(one): one for one in self.picks()}
        here = {value for _, choices in shown["days"] for value, _, _ in choices}
        names = {one.pk: one for one in self.fields["therapist"].queryset}
        before = [
            (value, start, names[pk])
            for value, (pk, start) in picks.items()
            if value not in here and pk in names
        ]
        return shown | {"before": before, "picked": picks}

    def needs_time(self):
        return not self.picks()

    def time_field(self):
        return "other_time" if self.chosen("start") == TYPED else "start"

    def clean(self):
        cleaned = super().clean()
        therapists = {one.pk: one for one in self.fields["therapist"].queryset}
        times = []
        for pk, start in cleaned.get("pick") or []:
            if pk in therapists:
                self.check_when(start, "start")
                times.append((therapists[pk], start))
        if isinstance(cleaned.get("start"), datetime) and cleaned.get("therapist"):
            times.append((cleaned["therapist"], cleaned["start"]))
        cleaned["times"] = sorted(set(times), key=lambda time: time[1])
        if not times and not self.errors:
            self.add_error("start", "Choose a time.")
        if len(cleaned["times"]) > MOST_OFFERED:
            self.add_error("start", f"Choose at most {MOST_OFFERED} times.")
        for (one, start), (_, after) in self.meeting(cleaned["times"]):
            self.add_error(
                "start", f"{moment(start)} and {moment(after)} with {one} overlap: choose one."
            )
        return cleaned

    def meeting(self, times):
        """Pairs of these times that one therapist cannot both hold."""
        needs = self.visit.needs(*(therapist for therapist, _ in times))
        for place, one in enumerate(times):
            for other in times[place + 1 :]:
                if one[0] == other[0] and other[1] - one[1] < needs[one[0]].duration:
                    yield one, other
