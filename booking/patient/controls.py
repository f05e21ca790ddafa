"""The compact controls above the times: what narrows them, each with a default."""

from dataclasses import dataclass

from booking.models import Therapist
from booking.patient.url_state import Step


@dataclass(frozen=True)
class Option:
    text: str
    step: Step
    is_chosen: bool
    therapist: Therapist | None = None


@dataclass(frozen=True)
class Control:
    """Its options open on demand; closed, it says which of them is chosen."""

    name: str
    label: str
    options: list[Option]
    hint: str = ""

    @property
    def chosen(self):
        return next(option.text for option in self.options if option.is_chosen)

    @classmethod
    def worth_showing(cls, *controls):
        """Those of these that leave a choice."""
        return [one for one in controls if len(one.options) > 1]


def of_therapist(therapists, chosen, go):
    """`go(**changes)` returns the step to the same page with other choices."""
    first = Option("First available", go(therapist=None), not chosen)
    options = [Option(one.name, go(therapist=one), one == chosen, one) for one in therapists]
    # With a single therapist there is nothing to choose.
    return Control("therapist", "Therapist", [first, *options] if len(options) > 1 else [first])


def of_visits(longest_course, chosen, go):
    options = [
        Option(f"{number} visits" if number > 1 else "1 visit", go(visits=number), number == chosen)
        for number in range(1, longest_course + 1)
    ]
    hint = "Treatment is usually once a week. You can request several weeks at once."
    return Control("visits", "Weekly visits", options, hint)


def of_time_of_day(possible, chosen, go):
    """`possible` are the times of day at which there are available times."""
    any_time = Option("Any time", go(time_of_day=None), not chosen)
    shown = [one for one in type(chosen) if one in {*possible, chosen}] if chosen else possible
    options = [Option(one.label, go(time_of_day=one), one == chosen) for one in shown]
    is_choice = len(possible) > 1 or chosen
    return Control("time-of-day", "Time of day", [any_time, *options] if is_choice else [any_time])
