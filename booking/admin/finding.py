"""Finding the caller among the patients, by what is typed of a name, a number or an email."""

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError

from booking.models import Patient
from booking.models.one_patient import folded
from inbox.forms import UncutForm
from typed.text import whole_number

FOUND_BY = ("name", "phone", "email")


def typed_of(data):
    """What can be searched for."""
    return [text for name in FOUND_BY if (text := (data.get(name) or "").strip())]


class PatientField(forms.ModelChoiceField):
    """The patient whom reception chose; None if there is no such row any more.

    After a joining, name and contact lead to the same patient.
    """

    widget = forms.HiddenInput

    def clean(self, value):
        with suppress(ValidationError):
            return super().clean(whole_number(str(value or "")) or None)
        return None


class FindsPatient(UncutForm):
    """A form with a name, a phone and an email, whose patient can be looked for and chosen."""

    patient = PatientField(Patient.objects.all(), required=False)

    is_looking = False

    @classmethod
    def of(cls, request, initial, **kwargs):
        """After “Find” or a choice, the form as typed; otherwise as the other forms of times."""
        asked = {"find", "patient_is"} & set(request.POST)
        if not asked or not request.user.has_perm("booking.view_patient"):
            return super().of(request, initial, **kwargs)
        as_typed = request.POST.dict()
        if "patient_is" in asked:
            number = whole_number(as_typed["patient_is"])
            as_typed |= details_of(Patient.objects.filter(pk=number).first())
        form = cls(initial=as_typed, **kwargs)
        form.is_looking = "find" in asked
        return form

    def known(self):
        """The patient whom reception chose, or None."""
        return self.chosen("patient")

    def found(self):
        return Patient.objects.matching(self.looked_for())

    def looked_for(self):
        return typed_of({name: str(self[name].value() or "") for name in FOUND_BY})

    def clean(self):
        cleaned = super().clean()
        patient, name = cleaned.get("patient"), cleaned.get("name")
        if patient and name and folded(name) not in patient.names_folded:
            self.add_error(
                "name",
                f"You chose the patient {patient}. To book for another name, press “Somebody "
                "else” first.",
            )
        return cleaned


def details_of(patient):
    """What a form is filled in with for this patient, or for none."""
    if not patient:
        return {"patient": ""}
    phone, email = (next(iter(values), "") for values in (patient.phones, patient.emails))
    return {"patient": patient.pk, "name": patient.name, "phone": phone, "email": email}
