"""Compares the people of a file with the patients who are here."""

from collections import defaultdict

from django.db.models import Q

from booking.models.patient import Patient
from booking.moving_in.comparing import batched
from booking.moving_in.twins import ProbableTwin

MOST_TWINS = 3  # patients here who are asked about for one person


def with_patients(people, numbers):
    """Find who is here already: the same name and a shared contact, as for every booking.

    `numbers` are the patients of numbers that the other program gave, by earlier files.
    """
    found = Known(people, numbers)
    for one in people:
        matched = found.same(one)
        one.patient_id = min(matched, default=None)
        one.is_known = bool(matched)
        one.says_more = not matched or found.lacks(one.patient_id, one)
        one.probable = [] if matched else found.alike(one)[:MOST_TWINS]


def twins_among_patients(book_import, people):
    return [
        ProbableTwin(book_import=book_import, person=one, patient_id=pk)
        for one in people
        for pk in one.probable
    ]


class Known:
    """The patients here who share a name or a contact with any of these people."""

    def __init__(self, people, numbers):
        self.named, self.reached, self.rows = defaultdict(set), defaultdict(set), {}
        self.numbered = defaultdict(set, {number: {pk} for number, pk in numbers.items()})
        for some in batched(people):
            names = sorted({name for one in some for name in one.names_folded})
            keys = sorted({key for one in some for key in one.contact_keys})
            theirs = [number for one in some for number in one.keys]
            rows = Patient.objects.filter(
                Q(names_folded__overlap=names)
                | Q(contact_keys__overlap=keys)
                | Q(import_key__in=theirs)
                | Q(pk__in={numbers[number] for number in theirs if number in numbers})
            ).order_by()
            columns = ("pk", "import_key", "names_folded", "contact_keys")
            for pk, number, of_names, of_keys in rows.values_list(*columns):
                self.numbered[number].add(pk)
                self.rows[pk] = {*of_names, *of_keys}
                for name in of_names:
                    self.named[name].add(pk)
                for key in of_keys:
                    self.reached[key].add(pk)

    def of(self, one):
        named = set().union(*(self.named[name] for name in one.names_folded))
        reached = set().union(*(self.reached[key] for key in one.contact_keys))
        return named, reached

    def same(self, one):
        """Those with this person's number in the other program, or else name and contact."""
        named, reached = self.of(one)
        numbered = set().union(*(self.numbered[number] for number in one.keys))
        return numbered or named & reached

    def lacks(self, pk, one):
        """Whether the file has a name or a contact of this patient that is not here."""
        return not {*one.names_folded, *one.contact_keys} <= self.rows[pk]

    def alike(self, one):
        """Those who share one of the two: first a contact, which says more."""
        named, reached = self.of(one)
        return [*sorted(reached), *sorted(named - reached)]
