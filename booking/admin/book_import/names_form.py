"""Who and what the names of a file are here, and what its words for the state of a visit mean."""

from django import forms
from django.utils.text import capfirst

from booking.models import Service, Therapist
from booking.models.service import LONGEST_VISIT, SHORTEST_VISIT
from booking.moving_in import statuses
from booking.moving_in.states import WAITING
from inbox.fields import NameField
from inbox.forms import UncutForm
from typed.text import whole_number

OUT = "out"
LEAVE_OUT = "Leave these rows out"
STATES = [
    *((one, capfirst(one)) for one in statuses.ALL),
    (WAITING, "Not a visit yet: leave these rows out"),
]


class NamesForm(UncutForm):
    """Who the therapists of the file are, what its services are, and which entries are patients."""

    use_required_attribute = False

    def __init__(self, book_import, data=None, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        self.book_import = book_import
        self.sources = {one.pk: one for one in book_import.answered_in()}
        self.add_choices("therapists", book_import.therapists, Therapist, "Choose who “{}” is.")
        self.add_choices("services", book_import.services, Service, "Choose what “{}” is.")
        for number, (word, known) in numbered(book_import.statuses):
            self.fields[f"statuses_{number}"] = forms.ChoiceField(
                label=word,
                choices=STATES,
                initial=known["as"],
                help_text=self.about(known, "row"),
            )
        for number, (name, known) in numbered(book_import.subjects):
            self.fields[f"is_patient_{number}"] = forms.BooleanField(
                label=f"{name} ({self.about(known, 'entry', 'entries')})",
                required=False,
                initial=known["is_patient"],
            )
            self.fields[f"name_{number}"] = NameField(
                label="Name of the patient",
                max_length=120,
                required=False,
                initial=known["name"],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if book_import.lacks_length:
            self.fields["minutes"] = forms.IntegerField(
                label="Minutes of visits that have no end in the file",
                required=False,
                initial=book_import.minutes,
                validators=[SHORTEST_VISIT, LONGEST_VISIT],
                help_text="Leave it empty to use the length of the service here.",
            )

    def add_choices(self, kind, names, rows, missing):
        listed = [(str(row.pk), row.name) for row in rows.objects.all()] if names else []
        for number, (name, known) in numbered(names):
            said = name or f"Rows without a {kind.removesuffix('s')}"
            self.fields[f"{kind}_{number}"] = forms.ChoiceField(
                label=said,
                choices=[("", "Choose one"), *listed, (OUT, LEAVE_OUT)],
                initial=OUT if known["is_out"] else str(known["key"] or ""),
                help_text=self.about(known, "visit"),
                error_messages={"required": missing.format(said)},
            )

    def about(self, known, what, several=None):
        """How many there are, and for which earlier file the answer was given."""
        earlier = self.sources.get(known.get("as_in"))
        said = f", as answered for {earlier.file_in_words()}" if earlier else ""
        if "as" in known and not known["is_answered"]:
            said = ", a word that we don’t know"
        return f"{counted(known, what, several)}{said}"

    def of(self, kind):
        return [self[name] for name in self.fields if name.startswith(f"{kind}_")]

    @property
    def therapists(self):
        return self.of("therapists")

    @property
    def services(self):
        return self.of("services")

    @property
    def statuses(self):
        return self.of("statuses")

    @property
    def subjects(self):
        return list(zip(self.of("is_patient"), self.of("name"), strict=True))

    def typed_and(self, are_patients):
        """What was typed, as `initial` of a form in which all entries are patients, or none."""
        ticks = {name: are_patients for name in self.fields if name.startswith("is_patient_")}
        return {name: self.data.get(name, "") for name in self.fields} | ticks

    def clean(self):
        cleaned = super().clean()
        for number, _ in enumerate(self.book_import.subjects):
            if cleaned.get(f"is_patient_{number}") and not cleaned.get(f"name_{number}"):
                self.add_error(f"name_{number}", "Enter the patient’s name.")
        return cleaned

    def chosen(self):
        """As columns of the import. All of it is answered now, for this file itself."""
        typed, one = self.cleaned_data, self.book_import
        return {
            "minutes": typed.get("minutes"),
            "therapists": answered(one.therapists, lambda at: said(typed[f"therapists_{at}"])),
            "services": answered(one.services, lambda at: said(typed[f"services_{at}"])),
            "statuses": answered(one.statuses, lambda at: {"as": typed[f"statuses_{at}"]}),
            "subjects": answered(
                one.subjects,
                lambda at: {"name": typed[f"name_{at}"], "is_patient": typed[f"is_patient_{at}"]},
            ),
        }


def numbered(names):
    """The most frequent first, and those that are equally frequent by name."""
    return enumerate(
        sorted(names.items(), key=lambda item: (-item[1]["count"], item[0].casefold(), item[0]))
    )


def answered(names, answer):
    return {
        name: {"count": known["count"], "is_answered": True} | answer(number)
        for number, (name, known) in numbered(names)
    }


def counted(known, one, several=None):
    count = known["count"]
    return f"{count} {one if count == 1 else several or one + 's'}"


def said(value):
    return {"key": whole_number(value) or None, "is_out": value == OUT}
