"""Who may be one person, and what somebody has said about it."""

import re
from itertools import product

from django.db import models
from django.db.models import Count, Q

from booking.models.patient import Patient
from booking.moving_in.imported_people import ImportedPerson
from typed.text import without_accents


class ProbableTwinQuerySet(models.QuerySet):
    def open(self):
        """Those about whom nobody has said anything."""
        return self.filter(is_same=False, is_other=False)

    def said(self):
        """How many there are, of whom somebody has said that they are one person or two, and of
        whom nobody has."""
        counts = {
            "all": Count("pk"),
            "same": Count("pk", filter=Q(is_same=True)),
            "others": Count("pk", filter=Q(is_other=True)),
        }
        found = self.order_by().aggregate(**counts)
        return found | {"open": found["all"] - found["same"] - found["others"]}

    def with_people(self):
        """Those that nobody has answered first."""
        people = self.select_related("person__patient", "other__patient", "patient")
        return people.order_by("is_same", "is_other", "pk")

    def nearly_one_name(self):
        """The primary keys of those whose contact and name say nearly the same."""
        return [twin.pk for twin in self.with_people() if twin.is_nearly_one_name]


class ProbableTwin(models.Model):
    """Two who may be one person: somebody in the file, and another there or a patient here.

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
        """Who they are: the person of the file, and the other there or the patient here."""
        return self.person, self.patient or self.other

    @property
    def is_nearly_one_name(self):
        """Whether they share a contact, and names that only middle names or initials set apart."""
        one, other = self.pair
        if not set(one.contact_keys) & set(other.contact_keys):
            return False
        names = product((one.name, *one.other_names), (other.name, *other.other_names))
        return any(are_nearly_one(*map(words_of, pair)) for pair in names)

    @property
    def kept(self):
        """Whose name stays the first, and whose email, if the two are one person."""
        known = self.patient or self.person.patient or (self.other and self.other.patient)
        return known or min(self.pair, key=lambda one: one.number)


def words_of(name):
    return re.findall(r"\w+", without_accents(name).casefold())


def are_nearly_one(one, other):
    """Whether one of two names has all the words of the other, with the same first and last."""
    if min(len(one), len(other)) < 2 or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    return set(one) <= set(other) or set(other) <= set(one)
