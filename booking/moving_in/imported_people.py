"""Whom a file of an appointment book names.

As `booking.moving_in.imported`: a copy of personal data, which is deleted with the file.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from booking.models.one_patient import folded
from booking.models.patient import Patient


class Unnested(models.Func):
    function = "unnest"
    set_returning = True
    output_field = models.BigIntegerField()


class ImportedPersonQuerySet(models.QuerySet):
    def naming(self, names, keys, patients):
        """Those who are one of these patients here, or have one of these contacts; or, without any
        contact, one of these names."""
        alone = self.called(names).filter(contact_keys=[])
        reached = self.filter(contact_keys__overlap=list(keys))
        return reached | alone | self.filter(patient__in=patients)

    def called(self, names):
        return self.filter(names_folded__overlap=[folded(name) for name in names])

    def notes_made(self):
        """The keys of the notes that were made from the file, for a condition."""
        return self.order_by().values_list(Unnested("notes"))


class ImportedPerson(models.Model):
    """One person of the file, by the rule of `booking.models.one_patient`."""

    book_import = models.ForeignKey(
        "booking.BookImport", on_delete=models.CASCADE, related_name="people"
    )
    number = models.PositiveIntegerField(help_text="Counted within the file.")
    name = models.CharField(max_length=120)
    other_names = ArrayField(models.CharField(max_length=120), default=list)
    emails = ArrayField(models.CharField(max_length=254), default=list)
    phones = ArrayField(models.CharField(max_length=40), default=list)
    names_folded = ArrayField(models.TextField(), default=list)
    contact_keys = ArrayField(models.CharField(max_length=254), default=list)
    keys = models.JSONField(
        default=list, db_default=[], help_text="Digests of their numbers there, each with a name."
    )
    patient = models.ForeignKey(
        Patient,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who they are here: as was found, or as was brought in.",
    )
    is_out = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Only rows that stay out are theirs, so nobody becomes a patient.",
    )
    is_known = models.BooleanField(default=False, help_text="The patient was here before.")
    added = ArrayField(
        models.CharField(max_length=254),
        default=list,
        help_text="The names and contacts that a patient who was here got from the file.",
    )
    notes = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="The keys of the patient’s notes that were made from the file.",
    )

    objects = ImportedPersonQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["book_import", "number"], name="booking_people_of_an_import"
            )
        ]

    def __str__(self):
        return f"Person {self.number} of import {self.book_import_id}"

    @property
    def names(self):
        return [self.name, *self.other_names]

    @property
    def contact(self):
        return ", ".join([*self.emails, *self.phones])
