"""Nobody undoes what they have not seen.

A row counts its changes. A form carries the version that its reader saw, in a hidden field `seen`
(or `seen-12` for row 12 of a list), and the change is made only if the row still has that version.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

from typed.text import whole_number

CHANGED = "This has changed since you opened it. Nothing was saved."
NEVER = -1  # the version in a form that names none: no row has it
NEXT = F("version") + 1


class ChangedMeanwhile(Exception):
    """Somebody has changed the row, or deleted it, since this person saw it. Nothing was saved."""

    def __str__(self):
        return super().__str__() or CHANGED


class Versioned(models.Model):
    """Every UPDATE that a person should know of before they make the next sets `version=NEXT`."""

    version = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Counts the changes, so that nobody undoes one they have not seen.",
    )

    class Meta:
        abstract = True

    def check_seen(self, seen):
        """Raise ChangedMeanwhile unless `seen` is the version of this row, which is locked."""
        if seen != self.version:
            raise ChangedMeanwhile(self.last_change())

    def last_change(self):
        """Who changed what, as a sentence, where the row can tell: instead of CHANGED."""
        return ""

    def count_change(self):
        """For a row that is locked and about to be saved as a whole, where no UPDATE counts."""
        self.version += 1

    def locked(self, seen):
        """The row as it is stored, locked until the commit. Raises ChangedMeanwhile."""
        rows = type(self).objects.select_for_update(no_key=True, of=("self",))
        row = rows.filter(pk=self.pk, version=seen).first()
        if row is None:
            raise ChangedMeanwhile
        return row


def seen_version(data, name="seen"):
    """The version that the person saw, out of what they posted; NEVER where it is damaged."""
    return whole_number(data.get(name, ""), NEVER)


def seen_versions(data):
    """The versions of all rows that the person saw in a list, by primary key."""
    sent = {name.removeprefix("seen-"): name for name in data if name.startswith("seen-")}
    versions = {whole_number(pk): seen_version(data, name) for pk, name in sent.items()}
    return {pk: version for pk, version in versions.items() if pk}


class SeenField(forms.Field):
    """The version that the reader of this form saw."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        return whole_number(str(value), NEVER)


class SeenForm(forms.ModelForm):
    """The form of a Versioned row. It can notice that the row has changed since it was opened."""

    CODE = "changed"

    seen = SeenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version

    def notice_change(self, row, words, field=None):
        """Refuse the form where it was opened before the last change of the row, which is locked;
        sent once more, it has been warned. `words` say what has changed."""
        try:
            row.check_seen(self.cleaned_data["seen"])
        except ChangedMeanwhile as error:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = row.version
            self.add_error(field, ValidationError(f"{error} {words}", code=self.CODE))
