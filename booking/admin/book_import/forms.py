"""What a person decides while an appointment book is brought in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date

from booking.fields import TypedDayField
from booking.moving_in import remembered
from booking.moving_in.book_import import LARGEST
from booking.moving_in.meanings import OF_STARTS, REPEATABLE, Meaning
from booking.moving_in.moments import written
from inbox.forms import UncutForm

MOST_VALUES = 4  # shown of each column
WITH_DATES = (Meaning.START, Meaning.START_DATE, Meaning.END, Meaning.END_DATE)
OF_NAMES = {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.SUBJECT}
NOT_A_TABLE = {
    b"PK": (
        "This is a workbook or a zip file. Open it, save the sheet as CSV (in Excel: Save As, “CSV "
        "UTF-8”), and upload that file."
    ),
    b"\xd0\xcf\x11\xe0": (
        "This is a workbook. Open it, save the sheet as CSV (in Excel: Save As, “CSV UTF-8”), and "
        "upload that file."
    ),
    b"%PDF": "This is a PDF. In the other program, look for a CSV or calendar export.",
    b"\x89PNG": "This is a picture. In the other program, look for a CSV export.",
    b"\xff\xd8\xff": "This is a picture. In the other program, look for a CSV export.",
    b"\x1f\x8b": "This file is compressed. Unpack it first, then upload the file inside.",
}


class UploadForm(UncutForm):
    use_required_attribute = False

    file = forms.FileField(
        label="The file",
        help_text="A CSV file of patients or of visits, or a calendar file (.ics). Up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.ics,text/csv,text/calendar"}),
        error_messages={
            "required": "Choose the file that the other program has exported.",
            "empty": "The file is empty. Export it again.",
            "invalid": "Choose the file that the other program has exported.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            size = upload.size // 1_000_000
            raise ValidationError(f"The file is {size} MB. Upload it in parts of up to 20 MB.")
        start = upload.read(8)
        upload.seek(0)
        for magic, words in NOT_A_TABLE.items():
            if start.startswith(magic):
                raise ValidationError(words)
        return upload


class ColumnsForm(UncutForm):
    """What each column means, and which number is first in dates that can be read two ways."""

    use_required_attribute = False

    def __init__(self, book_import, data=None):
        super().__init__(data, label_suffix="")
        self.book_import = book_import
        for place, name in enumerate(book_import.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name,
                choices=choices_of_meanings(),
                required=False,
                initial=book_import.columns.get(str(place), ""),
            )
        if dates := book_import.dates:
            settled = "" if dates["doubt"] else dates["first"]
            self.fields["order"] = forms.ChoiceField(
                label="Which number is first?",
                choices=orders(dates),
                widget=forms.RadioSelect,
                initial=book_import.order or settled,
                error_messages={
                    "required": "Choose which number is first in the dates of the file."
                },
            )

    def columns(self):
        """Each field, the first values of its column, and whether dates are asked about there."""
        places = range(len(self.book_import.header))
        dated = [one for one in places if self[f"column_{one}"].value() in WITH_DATES] or [0]
        for place in places:
            rows = [row for row in self.book_import.samples if len(row) > place]
            values = dict.fromkeys(row[place] for row in rows if row[place])
            yield self[f"column_{place}"], list(values)[:MOST_VALUES], place == dated[0]

    def clean(self):
        cleaned = super().clean()
        columns = {name: one for name, one in cleaned.items() if name.startswith("column_")}
        meanings = [*columns.values()]
        first = next(iter(columns), None)
        for meaning in dict.fromkeys(meanings):
            if meaning not in REPEATABLE and meanings.count(meaning) > 1:
                label = Meaning(meaning).label
                last = [name for name, one in columns.items() if one == meaning][-1]
                self.add_error(last, f"Choose “{label}” for one column only.")
        if not OF_NAMES & set(meanings):
            self.add_error(first, "Choose the column that has the patient’s name.")
        timed = {Meaning.START_TIME, Meaning.END, Meaning.END_TIME} & set(meanings)
        if timed and not (OF_STARTS - {Meaning.START_TIME}) & set(meanings):
            self.add_error(first, "Choose the column that has the date of the visit.")
        return cleaned

    def chosen(self):
        typed = self.cleaned_data
        columns = {
            str(place): typed[f"column_{place}"] for place in range(len(self.book_import.header))
        }
        return {"columns": columns, "order": typed.get("order", ""), "as_in": None}


def choices_of_meanings():
    others = [(one.value, one.label) for one in Meaning if one != Meaning.LEFT_OUT]
    return [(Meaning.LEFT_OUT.value, Meaning.LEFT_OUT.label), *others]


def orders(dates):
    """With what some of the file's dates would be in each order in which they can be read."""
    for order in dates["choices"]:
        read = [
            f"{one['cell']} is {day:%A}, {written(day)}"
            for one in dates["examples"]
            if (day := parse_date(one["days"].get(order, "")))
        ]
        yield order, f"The {order} is first: {'; '.join(read)}"


class RemindForm(UncutForm):
    """From when on patients of imported visits are reminded."""

    use_required_attribute = False

    remind_from = TypedDayField(
        label="Remind patients of imported visits from",
        required=False,
        help_text=(
            "From this day on, patients get reminders of upcoming visits, and the email after a "
            "visit, like all others. Leave it empty to send them nothing until you choose a day."
        ),
    )

    def __init__(self, book_import, data=None):
        day = book_import.remind_from or remembered.remind_from(book_import)
        super().__init__(data, initial={"remind_from": day}, label_suffix="")

    def clean_remind_from(self):
        day = self.cleaned_data["remind_from"]
        if day and day < timezone.localdate() and "remind_from" in self.changed_data:
            raise ValidationError("Enter today or a later day: past visits need no reminder.")
        return day
