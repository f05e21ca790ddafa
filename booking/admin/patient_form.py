"""The details of a patient, each of which can be corrected."""

from django import forms

from booking.fields import NOT_FILLED_IN
from booking.models.corrections import Details
from booking.models.patient import ContactBy
from clinic.phone import PhoneField
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import UncutForm
from typed.seen import SeenField

MOST = 20  # values of one kind that a form may name as what was there before


class PatientForm(UncutForm):
    """A field for each name, phone number and email, and an empty one to add another.

    The form says what each was when it was opened, so that a correction of one stays one.
    """

    KINDS = {
        "names": (NameField, {"max_length": 120}, "Name", "Also booked as"),
        "phones": (PhoneField, {}, "Phone", "Another phone"),
        "emails": (PublicEmailField, {}, "Email", "Another email"),
    }

    use_required_attribute = False

    contact_by = forms.ChoiceField(label="Prefers", choices=ContactBy)
    seen = SeenField()

    def __init__(self, patient, data=None):
        initial = {"contact_by": patient.contact_by, "seen": patient.version}
        super().__init__(data, initial=initial, label_suffix="")
        self.was, self.conflict = {}, None
        stored = {
            "names": [patient.name, *patient.other_names],
            "phones": patient.phones,
            "emails": patient.emails,
        }
        for kind, values in stored.items():
            values = data.getlist(f"was_{kind}")[:MOST] if data is not None else values
            self.was[kind] = values
            for number, value in enumerate(self.with_one_more(kind)):
                self.fields[f"{kind}_{number}"] = self.field(kind, number, value)
        self.order_fields([name for name, *_ in self.each()])

    def with_one_more(self, kind):
        """What was there, and for phones and emails "" for another; a name is always there."""
        if kind == "names":
            return self.was[kind] or [""]
        return [*self.was[kind], ""]

    def field(self, kind, number, value):
        field, options, label, another = self.KINDS[kind]
        required = kind == "names" and number == 0
        made = field(
            label=another if number else label, required=required, initial=value, **options
        )
        made.error_messages["required"] = "Enter the patient’s name."
        made.widget.attrs |= NOT_FILLED_IN
        made.widget.attrs.pop("maxlength", None)
        return made

    def each(self):
        """The name of each field, its kind, and what was there."""
        for kind in self.KINDS:
            for number, value in enumerate(self.with_one_more(kind)):
                yield f"{kind}_{number}", kind, value

    def rows(self):
        """Each of these fields, with the hidden value that it corrects."""
        return [(self[name], f"was_{kind}", was) for name, kind, was in self.each()]

    def clean(self):
        cleaned = super().clean()
        reachable = [name for name, kind, _ in self.each() if kind != "names"]
        if not (set(reachable) & set(self.errors) or any(map(cleaned.get, reachable))):
            self.add_error("phones_0", "Enter a phone number or an email address.")
        return cleaned

    def details(self):
        pairs = {kind: [] for kind in self.KINDS}
        for name, kind, was in self.each():
            pairs[kind].append((was, self.cleaned_data[name]))
        return Details(**pairs, contact_by=self.cleaned_data["contact_by"])

    def notice_change(self, patient, error):
        """Refuse the form, as a colleague was faster; sent once more, it has been warned."""
        self.data = self.data.copy()
        self.data["seen"] = patient.version
        self.conflict = patient
        self.add_error(None, f"{error} Compare what you typed with what is saved now.")


class NoteForm(UncutForm):
    use_required_attribute = False

    text = TextField(
        label="New note",
        max_length=1000,
        rows=3,
        error_messages={"required": "Write a note."},
        help_text="For staff only, signed with your name. A note cannot be changed later.",
    )
