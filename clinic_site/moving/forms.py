"""What an editor uploads: the export file of the old site, and its pictures."""

from itertools import count

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from clinic_site.moving.pictures import entries_of
from pages.wordpress.elements import EXPORT_AGAIN
from pages.wordpress.export_file import ExportFile, Unreadable

MOST_BYTES = 200_000_000
TOO_LARGE = (
    f"The file is larger than {MOST_BYTES // 1_000_000} MB, the most that can be uploaded. {{}}"
)
EXPORT_LESS = (
    "In WordPress, export pages and posts separately, or by year, and bring in one file after "
    "another. An engineer can also bring it in with the command import_wordpress."
)
ZIP_LESS = "Make several zip files, such as one for each year, and add them one after another."
EMPTY = "The file is empty. Choose another file."
READ_FIRST = 100  # parts of 64 KB: whatever is wrong after them, the worker finds
NO_PICTURES = "This zip file has no pictures or PDFs in it. Zip the folder wp-content/uploads."


class UploadField(forms.FileField):
    default_error_messages = {"empty": EMPTY, "required": "Choose a file."}

    def __init__(self, *, accept, advice, **kwargs):
        self.advice = advice
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(**kwargs, allow_empty_file=False, widget=widget)

    def to_python(self, data):
        upload = super().to_python(data)
        if upload and upload.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE.format(self.advice))
        return upload


class FileForm(forms.Form):
    file = UploadField(
        label="Export file",
        accept=".xml,.wxr,.zip,.gz,text/xml,application/xml,application/zip,application/gzip",
        advice=EXPORT_LESS,
        help_text=(
            "In WordPress, under Tools, Export, choose “All content”. The file’s name ends in "
            ".xml, or in .zip with one such file in it. It can be up to "
            f"{MOST_BYTES // 1_000_000} MB. Nothing is brought in until you have seen a preview."
        ),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        upload.seek(0)
        if words := refusal(upload):
            raise ValidationError(words)
        upload.seek(0)
        return upload


class Enough(Exception):
    """As much has been read as a person should wait for."""


def refusal(file):
    """Why this is not an export file, as far as its beginning shows; or ""."""
    parts = count()

    def go_on():
        if next(parts) > READ_FIRST:
            raise Enough

    try:
        next(iter(ExportFile(file, go_on)), None)
    except Enough:
        return ""
    except Unreadable as error:
        words = capfirst(str(error).removeprefix("Line 1: "))
        return words if EXPORT_AGAIN in words else f"{words} {EXPORT_AGAIN}"
    return ""


class ZipForm(forms.Form):
    pictures = UploadField(
        label="Zip file of the old pictures",
        accept=".zip,application/zip",
        advice=ZIP_LESS,
        help_text=(
            "The folder wp-content/uploads of the old site, as a zip file of up to "
            f"{MOST_BYTES // 1_000_000} MB. You can add several, one after another."
        ),
    )

    def clean_pictures(self):
        upload = self.cleaned_data["pictures"]
        self.files_found = len(entries_of(upload))
        if not self.files_found:
            raise ValidationError(NO_PICTURES)
        upload.seek(0)
        return upload
