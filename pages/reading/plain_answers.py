"""Searches that a fact or a link answers: when we are open, where we are, how to book or cancel."""

import re
from dataclasses import dataclass

from pages.text.spelling import in_one_spelling

GET_HERE = re.compile(r"\b(get|come|getting|coming) (t?here|to)\b")
# What of the clinic's details each is asked for with, in the search's one spelling. The first that
# a search asks for is its answer's heading.
FACTS = {
    "hours": (
        "hour hours open opens opening opened close closes closed closing holiday holidays "
        "weekend weekends saturday saturdays sunday sundays"
    ),
    "parking": "parking park car",
    "access": "elevator elevators lift wheelchair wheelchairs accessible ramp stairs stepfree",
    "languages": "language languages",
    "address": "address location located where directions direction map transit subway bus ttc",
    "phone": "phone phones telephone tel call number contact email reach",
}
FIELDS = {"address": ["address", "map_link", "directions"], "phone": ["phone", "email"]}
VISIT = {"appointment", "appointments", "visit", "visits", "booking", "bookings"}
# What each is asked for with, and with a word of VISIT. The first that is asked for is the one.
LEADS = {
    "change": ("cancel canceling canceled cancellation reschedule postpone", "move change"),
    "waiting_list": ("waiting waitlist waitinglist", "wait earlier sooner"),
    "book": ("book booking bookings appointment appointments reserve schedule", "request online"),
}
BEGINNINGS = {"book", "reserve", "schedule"}  # with anything after it: “book massage”
PASSING = """
a about am an and are at be by can clinic could did do does find for from get go has have how i in
is it like list make me my near need new now of off on or our please the there this time times to us
want way we what when which who will with would you your
day days early evening evenings late morning mornings today todays tomorrow until week weekday
weekdays mondays monday tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays
"""
KNOWN = VISIT.union(
    PASSING.split(),
    *(names.split() for names in (*FACTS.values(), *map(" ".join, LEADS.values()))),
)


@dataclass(frozen=True)
class Answer:
    """The facts and the link that a search asks for: keys of FACTS and of LEADS."""

    facts: tuple = ()
    lead: str = ""

    def is_known(self, clinic):
        """Whether there is a link, or anything that was asked for is in the clinic's details."""
        return bool(self.lead) or any(is_filled(clinic, fact) for fact in self.facts)

    def leads_on(self, clinic):
        """Whether there is at least somebody to ask, or a place to come to."""
        return bool(self.lead) or any(is_filled(clinic, fact) for fact in FACTS)

    @property
    def shows(self):
        """What of the way here to show, by its names for the template."""
        return {one: True for fact in self.facts for one in fields_of(fact)}

    @property
    def first(self):
        return self.facts[0]


def is_filled(clinic, fact):
    if fact == "hours":
        return bool(clinic.week())
    return any(getattr(clinic, name) for name in fields_of(fact))


def fields_of(fact):
    return FIELDS.get(fact, [fact])


def asked_for(words):
    """The answer to these unaccented words; None if they ask for anything else as well."""
    alike = GET_HERE.sub("directions", in_one_spelling(words.lower()))
    said = re.findall(r"[^\W_]+", alike)
    facts = tuple(key for key, names in FACTS.items() if set(names.split()) & set(said))
    lead = next((key for key, names in LEADS.items() if leads(names, said)), "")
    if set(said) <= KNOWN:
        return Answer(facts, lead) if facts or lead else None
    return Answer(lead="book") if said[0] in BEGINNINGS else None


def leads(names, said):
    alone, of_a_visit = (set(one.split()) for one in names)
    return bool(alone & set(said) or (of_a_visit & set(said) and VISIT & set(said)))
