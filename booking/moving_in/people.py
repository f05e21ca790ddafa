"""Which rows of an appointment book are about one patient, and which perhaps are.

One patient: the same name, capitals, accents and spaces aside, and a shared email or phone (its
last ten digits), as in `booking/models/one_patient.py`. Only one of the two: probable twins, about
whom a person is asked, because families share phones and strangers share names.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from booking.moving_in.entries import Line, Person
from booking.moving_in.names import folded

MOST_OF_ONE = 10  # twins that are listed of one name or one contact: each with the first


@dataclass(slots=True)
class Group:
    """One patient: their lines, and all names and contacts that these have."""

    number: int
    name: str
    other_names: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two groups, by their numbers, that may be one person."""

    one: int
    other: int


@dataclass(slots=True)
class People:
    groups: list[Group]
    twins: list[Twins]
    of_line: list[int]  # the number of the group for each line given, -1 for none


def people_among(lines: Iterable[Line]) -> People:
    """The patients of these lines, in the order of their first line. Takes n log n at most."""
    lines = list(lines)
    persons = list(dict.fromkeys(line.person for line in lines if is_about_somebody(line)))
    roots = joined(persons)
    groups, number_of, of_line = [], {}, []
    for line in lines:
        if not is_about_somebody(line):
            of_line.append(-1)
            continue
        root = roots[line.person]
        if root not in number_of:
            number_of[root] = len(groups)
            groups.append(Group(len(groups), line.person.name))
        group = groups[number_of[root]]
        group.lines.append(line.line)
        of_line.append(group.number)
    told = [[] for _ in groups]
    for person in persons:
        told[number_of[roots[person]]].append(person)
    for group, theirs in zip(groups, told, strict=True):
        tell(group, theirs)
    return People(groups, twins_among(groups, told), of_line)


def is_about_somebody(line):
    return bool(line.person) and not line.problem


def joined(persons: list[Person]) -> dict[Person, int]:
    """For each the number of the patient it is of: those that share a name and a contact, or both
    name and number of the other program, are one, as are those of one name without a contact."""
    parent = list(range(len(persons)))

    def root(number):
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    first = {}
    for number, person in enumerate(persons):
        for mark in marks(person):
            parent[root(number)] = root(first.setdefault(mark, number))
    return {person: root(number) for number, person in enumerate(persons)}


def marks(person):
    """What two rows of one person have in common."""
    ids = contacts(person) | ({f"key {person.key}"} if person.key else set())
    return {(name, one) for name in names(person) for one in ids or {""}}


def names(person):
    return {folded(name) for name in (person.name, *person.other_names)}


def contacts(person):
    """By what contacts are compared: an address without capitals, the last ten digits of a phone
    without its extension."""
    numbers = {dialled.partition(";")[0][-10:] for dialled in person.dialled}
    return {email.lower() for email in person.emails} | numbers


def tell(group, persons):
    """Add to the group what its rows say, each thing once."""
    for name in (name for person in persons for name in (person.name, *person.other_names)):
        if folded(name) not in map(folded, [group.name, *group.other_names]):
            group.other_names.append(name)
    for person in persons:
        new = [one for one in person.emails if one.lower() not in map(str.lower, group.emails)]
        group.emails += new
        for phone, dialled in zip(person.phones, person.dialled, strict=True):
            if dialled not in group.dialled:
                group.phones.append(phone)
                group.dialled.append(dialled)
        if person.key and person.key not in group.keys:
            group.keys.append(person.key)


def twins_among(groups, told) -> list[Twins]:
    """Pairs of patients who share a name or a contact; of many, each with the first."""
    found = set()
    for of in (names, contacts):
        sharing = defaultdict(dict)
        for group, persons in zip(groups, told, strict=True):
            for mark in {mark for person in persons for mark in of(person)}:
                sharing[mark][group.number] = None
        for among in map(list, sharing.values()):
            firsts = among if len(among) <= MOST_OF_ONE else among[:1]
            for place, one in enumerate(firsts):
                for other in among[place + 1 :]:
                    found.add((one, other))
    return [Twins(one, other) for one, other in sorted(found)]
