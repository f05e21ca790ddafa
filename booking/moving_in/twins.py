"""Who may be one person, and what somebody has said about it."""

import re
from collections import Counter
from itertools import product

from django.db import models
from django.db.models import Count, F, Q

from booking.models.patient import Patient
from booking.moving_in.imported_people import ImportedPerson
from typed.text import without_accents


class ProbableTwinQuerySet(models.QuerySet):
    def open(self):
        """Those about whom nobody has said anything."""
        return self.filter(is_same=False, is_other=False)

    def said(self):
        """How many there are, how many of them somebody has said are one person or two, and how
        many are open."""
        counts = {
            "all": Count("pk"),
            "same": Count("pk", filter=Q(is_same=True)),
            "others": Count("pk", filter=Q(is_other=True)),
        }
        found = self.order_by().aggregate(**counts)
        return found | {"open": found["all"] - found["same"] - found["others"]}

    def with_people(self):
        """With those first that nobody has answered."""
        people = self.select_related("person__patient", "other__patient", "patient")
        return people.order_by("is_same", "is_other", "pk")

    def open_of(self, group):
        """The open ones of a group: one of GROUPS."""
        return self.open().filter(pk__in=getattr(self, group)())

    def nearly_one_name(self):
        """The primary keys of those who share a contact, and whose names only middle names or
        initials set apart. One query."""
        shared = Q(person__contact_keys__overlap=F("other__contact_keys"))
        shared |= Q(person__contact_keys__overlap=F("patient__contact_keys"))
        names = each("name", "other_names")
        found = self.filter(shared).order_by().values_list("pk", *names)
        return [
            pk
            for pk, name, more, other, of_other, patient, of_patient in found
            if are_nearly_one([name, *more], [other or patient, *(of_other or of_patient or [])])
        ]

    def only_of_their_name(self):
        """The primary keys of those with one full name, if one of the two has no contact to tell
        them apart by, as in a calendar, and neither may be anybody else as well. One query."""
        told = each("names_folded", "contact_keys")
        people = ("person", "other", "patient", "person__name")
        found = list(self.order_by().values_list("pk", *people, *told))
        sides = [
            {("file", one), ("file", other), ("here", here)} for _, one, other, here, *_ in found
        ]
        counts = Counter(side for both in sides for side in both if side[1])
        return [
            pk
            for (pk, _, _, _, name, *told), both in zip(found, sides, strict=True)
            if max(counts[side] for side in both) == 1
            and len(words_of(name)) > 1
            and are_told_by_name(*told)
        ]


GROUPS = ("nearly_one_name", "only_of_their_name")


def each(*fields):
    """These fields of the person, of the other one, and of the patient."""
    return [f"{whose}__{field}" for whose in ("person", "other", "patient") for field in fields]


def are_told_by_name(names, contacts, other, of_other, patient, of_patient):
    """Whether they share a name, and one of them has no contact."""
    return bool({*names} & {*(other or patient or ())}) and not (
        contacts and (of_other or of_patient)
    )


class ProbableTwin(models.Model):
    """Two who may be one person: somebody in the file, and somebody else in it or a patient here.

    They count as two people until somebody says that they are the same.
    """

    book_import = models.ForeignKey(
        "booking.BookImport", on_delete=models.CASCADE, related_name="twins"
    )
    person = models.ForeignKey(ImportedPerson, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(ImportedPerson, on_delete=models.CASCADE, null=True, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, related_name="+")
    is_same = models.BooleanField(default=False)
    is_other = models.BooleanField(
        default=False, db_default=False, help_text="Somebody has said that they are two people."
    )

    objects = ProbableTwinQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other=None, patient__isnull=False)
                | Q(other__isnull=False, patient=None),
                name="booking_a_twin_of_somebody",
            )
        ]

    def __str__(self):
        return f"Twin of person {self.person_id}"

    @property
    def pair(self):
        """Who they are: the person of the file, and the other in it or the patient here."""
        return self.person, self.patient or self.other

    @property
    def sides(self):
        """Who they are, by what another reading of the file says of them too."""
        people = filter(None, (self.person, self.other))
        told = {(*one.names_folded, *one.contact_keys) for one in people}
        return frozenset({*told, (self.patient_id,)})

    @property
    def kept(self):
        """Whose name and email are kept as the first ones if the two are one person."""
        known = self.patient or self.person.patient or (self.other and self.other.patient)
        return known or min(self.pair, key=lambda one: one.number)


def answer_again(book_import, twins):
    """Give these what somebody has said of the same two since the file was read before."""
    answered = book_import.twins.exclude(is_same=False, is_other=False)
    said = {twin.sides: twin for twin in answered.with_people()}
    for twin in twins:
        if before := said.get(twin.sides):
            twin.is_same, twin.is_other = before.is_same, before.is_other


def are_nearly_one(names, others):
    """Whether one of these names has all the words of one of the others, with the same first and
    last."""
    return any(
        (one[0], one[-1]) == (other[0], other[-1])
        and (set(one) <= set(other) or set(other) <= set(one))
        for one, other in product(map(words_of, names), map(words_of, others))
        if min(len(one), len(other)) > 1
    )


def words_of(name):
    return re.findall(r"\w+", without_accents(name).casefold())
