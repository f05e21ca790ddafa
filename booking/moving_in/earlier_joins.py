"""What somebody has said in earlier files about who is one person, while their rows are here."""

from collections import defaultdict

from booking.models.one_patient import folded
from booking.moving_in.twins import ProbableTwin


class EarlierJoins:
    """`names` and `numbers` of those who were joined into a patient, who has another name or had
    another number in that program. One query."""

    def __init__(self, book_import):
        self.names, self.numbers = defaultdict(set), {}
        twins = ProbableTwin.objects.filter(is_same=True, person__patient__isnull=False)
        twins = twins.filter(book_import__is_begun=True, book_import__undone_at=None)
        twins = twins.exclude(book_import=book_import).select_related("person__patient", "other")
        for twin in twins:
            patient = twin.person.patient
            for one in filter(None, (twin.person, twin.other)):
                self.names[patient.pk].update(one.names_folded)
                self.numbers |= dict.fromkeys(one.keys, patient.pk)
            self.names[patient.pk].discard(folded(patient.name))

    def among(self, twins):
        """The pairs of which at least one is new, each once; joined, if they were joined before.

        Two who are patients here already are asked about at their own pages.
        """
        pairs = {}
        for twin in twins:
            pairs.setdefault(sides(twin), twin)
        open_ones = [twin for pair, twin in pairs.items() if any(new for new, _ in pair)]
        for twin in open_ones:
            patients = [pk for _, pk in sides(twin) if pk in self.names]
            twin.is_same = any(self.were_joined(twin, pk) for pk in patients)
        return open_ones

    def were_joined(self, twin, patient_id):
        """Whether each of the two is this patient, or was joined into them by name."""
        people = [one for one in (twin.person, twin.other) if one and one.patient_id != patient_id]
        return all(self.names[patient_id] & set(one.names_folded) for one in people)


def sides(twin):
    """Who the two are: each a patient here, or, with a number, a new person of the file."""
    people = [
        (0 if one.patient_id else one.number + 1, one.patient_id)
        for one in (twin.person, twin.other)
        if one
    ]
    return frozenset({*people, *([(0, twin.patient_id)] if twin.patient_id else [])})
