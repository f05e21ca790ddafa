"""The part of a section's form that is about its file."""

from django import forms
from django.utils.functional import cached_property

from pages.document_files import MOST, DocumentUploadField
from pages.editing.chosen import ChosenDocumentField
from pages.models import Document
from pages.models.upload import CannotStore
from typed.text import whole_number

DOCUMENT = ("document", "file", "chosen_file")


class WithDocument(forms.ModelForm):
    """Adds a section's file: uploaded, and kept even if the rest of the form is refused; or one
    of the library.
    """

    document = forms.ModelChoiceField(
        Document.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "This file is no longer there. Please upload it again."},
    )
    file = DocumentUploadField(
        required=False, label="Upload a file", help_text=f"A PDF of at most {MOST}."
    )
    chosen_file = ChosenDocumentField()

    @property
    def needs_document(self):
        return "document" in self.fields

    @cached_property
    def shown_document(self):
        """The file that the form has now, even if the form was refused."""
        if not self.is_bound:
            return self.instance.document
        return Document.objects.filter(pk=whole_number(self["document"].value() or "")).first()

    def take_upload(self, by):
        super().take_upload(by)
        upload = self.cleaned_data.get("file")
        if not upload:
            return
        try:
            document = Document.objects.take(upload, by)
        except CannotStore as error:
            self.add_error("file", error)
            return
        self.instance.document = document
        self.data[self.add_prefix("document")] = str(document.pk)

    def check_document(self, cleaned):
        """Require a file, and show its errors at the field that people see."""
        if not self.needs_document:
            return
        for error in self.errors.pop("document", []):
            self.add_error("file", error)
        chosen, is_wrong = cleaned.get("chosen_file"), self.has_error("chosen_file")
        if chosen and not cleaned.get("file"):
            cleaned["document"] = chosen
            self.data[self.add_prefix("document")] = str(chosen.pk)
        has_file = cleaned.get("document") or cleaned.get("file")
        if not (has_file or self.has_error("file") or is_wrong):
            self.add_error("file", "Choose a PDF.")
