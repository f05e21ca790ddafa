"""What reception types when a therapist is away."""

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from booking.absence import Absence
from booking.admin.hours import DayOffForm
from booking.admin.lines import WithLine
from booking.fields import ClockInput, DayField, DayInput, StartField, start_as_text
from booking.models import Therapist
from booking.models.state import State
from booking.replanning import MOST_SUGGESTIONS
from inbox.forms import UncutForm
from typed.fields import LineField
from typed.seen import SeenField
from typed.text import whole_number

OFFER, MOVE, CANCEL, LEAVE = "offer", "move", "cancel", "leave"
PART = ("from_time", "until_time")
IN_ADDRESS = {"first_day": "from", "last_day": "to"}


class AbsenceForm(DayOffForm):
    """The days, as they are also written in the address: `from` and `to`."""

    leaves = forms.BooleanField(label="No last day: they are leaving the clinic", required=False)

    class Meta(DayOffForm.Meta):
        fields = ["first_day", "last_day", "from_time", "until_time", "reason"]
        field_classes = {"first_day": DayField, "last_day": DayField, "reason": LineField}
        widgets = {
            "first_day": DayInput(),
            "last_day": DayInput(),
            "from_time": ClockInput(),
            "until_time": ClockInput(),
        }

    def __init__(self, data, therapist):
        super().__init__(data, instance=DayOffForm.Meta.model(therapist=therapist))
        self.label_suffix = ""

    @classmethod
    def of(cls, request, therapist):
        """As sent, or for the day in the address, or for today."""
        if request.method == "POST":
            return cls(request.POST, therapist)
        asked = request.GET.dict()
        day = asked.get("day") or timezone.localdate().isoformat()
        return cls({"from": day} | asked, therapist)

    def add_prefix(self, field_name):
        return super().add_prefix(IN_ADDRESS.get(field_name, field_name))

    def clean_last_day(self):
        return super().clean_last_day() or timezone.localdate()  # if the first day is missing too

    def clean(self):
        super().clean()
        typed = self.cleaned_data
        ends = "first_day" if typed.get("leaves") else "last_day"
        if not self.errors and typed[ends] < timezone.localdate():
            self.add_error("first_day", "These days have passed. Enter today or a later day.")

    def absence(self):
        typed = self.cleaned_data
        if typed["leaves"]:
            return Absence(self.instance.therapist, typed["first_day"], None)
        days = typed["first_day"], typed["last_day"]
        return Absence(self.instance.therapist, *days, typed["from_time"], typed["until_time"])

    def in_address(self):
        """What was typed, by the names that it has in the address."""
        names = [self.add_prefix(name) for name in ("first_day", "last_day", *PART)]
        leaves = "on" if self.data.get("leaves") else ""
        return {name: self.data.get(name, "") for name in names} | {"leaves": leaves}

    def as_text(self):
        """The days as text, to notice if other days were sent than those shown."""
        return " ".join(self.in_address().values())


class ForAllForm(WithLine, UncutForm):
    """The answer for all selected visits, and the line that their patients read."""

    all = forms.ChoiceField(
        label="For the selected visits",
        required=False,  # not asked where no visit is affected
        initial=OFFER,
        choices=[
            (OFFER, "Offer other times"),
            (MOVE, "Move to a colleague at the same time; where nobody is free, offer other times"),
            (CANCEL, "Cancel, and decline requests"),
            (LEAVE, "Leave for later: the desk lists them as no longer fitting the schedule"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.offer_sentences("cancel")  # which are true of another time as well

    def clean_all(self):
        return self.cleaned_data["all"] or LEAVE


class TimesField(forms.Field):
    """Starts with their therapists, each as “2026-12-01T14:00Z 3”; what is neither is left out."""

    widget = forms.SelectMultiple

    def to_python(self, values):
        times = []
        for value in (values or [])[:MOST_SUGGESTIONS]:
            start, _, pk = value.partition(" ")
            with suppress(ValidationError):
                times.append((StartField().clean(start), whole_number(pk)))
        known = Therapist.objects.in_bulk({pk for _, pk in times})
        return [(start, known[pk]) for start, pk in times if pk in known]


class AnswerForm(forms.Form):
    """The answer for one visit. `why` is the reason if it could not be given."""

    ticked = forms.BooleanField(required=False, initial=True)
    seen = SeenField()
    do = forms.ChoiceField(required=False)
    offer = TimesField(required=False)
    stand_in = forms.CharField(required=False, widget=forms.HiddenInput)

    why, is_done = "", False

    def __init__(self, data, visit, times, colleague, is_for_all=False):
        shown = {"seen": visit.version, "stand_in": getattr(colleague, "pk", "")}
        super().__init__(data, prefix=visit.pk, initial=shown)
        self.visit, self.colleague, self.is_for_all = visit, colleague, is_for_all
        chosen, values = self["offer"].value() or [], []
        # One of several times that were offered together is replaced by one.
        self.takes_several = is_for_all or not visit.instead_of_id
        for start, who in times if self.takes_several else times[:1]:
            values.append((f"{start_as_text(start)} {who.pk}", start, who))
        still = {value for value, _, _ in values}.intersection(chosen)
        self.times = [(*one, not still or one[0] in still) for one in values]
        self.fields["do"].choices = [
            ("", "As chosen for all"),
            (OFFER, "Offer other times"),
            (MOVE, f"Move to {colleague}, same time" if colleague else "Move to a colleague"),
            (CANCEL, self.ending()),
            (LEAVE, "Leave for later"),
        ]

    @classmethod
    def of(cls, visit, times, colleague, is_for_all, posted):
        """As sent, if this visit was among those shown."""
        was_shown = posted is not None and f"seen-{visit.pk}" in posted
        return cls(posted if was_shown else None, visit, times, colleague, is_for_all)

    def add_prefix(self, field_name):
        return f"{field_name}-{self.prefix}"

    def is_for_several(self):
        """Whether the answer is for several times that were offered together."""
        one = self.visit
        return self.is_for_all and bool(one.instead_of_id or one.open_offers())

    def ending(self):
        if self.visit.state == State.OFFERED:
            several = self.is_for_several()
            return "Withdraw all the times offered" if several else "Withdraw the offer"
        return "Decline" if self.visit.state == State.REQUESTED else "Cancel"

    def is_to_do(self, for_all):
        return self.is_valid() and self.cleaned_data["ticked"] and self.choice(for_all) != LEAVE

    def choice(self, for_all):
        """What to do: for this visit, or else for all. Where no colleague is free, offer a time."""
        if own := self.cleaned_data["do"]:
            return own
        return OFFER if for_all == MOVE and not self.cleaned_data["stand_in"] else for_all

    def who_stands_in(self):
        """The colleague who was shown as free at the visit's own time, or None."""
        return Therapist.objects.filter(pk=whole_number(self.cleaned_data["stand_in"])).first()
