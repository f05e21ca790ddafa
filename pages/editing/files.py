"""The files that readers can download: what there is, where each is used, and replacing one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from clinic.screens import say_limits
from pages.document_files import MOST, DocumentUploadField
from pages.editing.uploads import Library
from pages.editing.uses import uses_of_files, versions_in_words
from pages.models import Document
from pages.reading.documents import served
from typed.seen import ChangedMeanwhile, SeenField, SeenForm

NAME = {"original_name": "Name"}


class NamedForm(SeenForm):
    class Meta:
        model = Document
        fields = ["original_name", "kept"]
        labels = NAME
        help_texts = {"original_name": "For you and your colleagues. Readers don’t see it."} | {
            "kept": ""  # its label, in the template, says it
        }

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)


class AddForm(forms.Form):
    upload = DocumentUploadField(
        label="File",
        help_text=f"A PDF of at most {MOST}.",
        error_messages={"required": "Choose a PDF."},
    )

    use_required_attribute = False


class ReplaceForm(AddForm):
    seen = SeenField()


class Files(Library):
    model = Document
    what, title = "file", "Files"
    form, add_form = NamedForm, AddForm
    uses_of = staticmethod(uses_of_files)

    def rows(self):
        return super().rows().current()

    def urls(self):
        return [
            *super().urls(),
            self.guarded("<int:pk>/replace/", self.replace, "replace"),
            self.guarded("<int:pk>/content/", self.content, "content"),
        ]

    def about(self, one):
        return {
            "title": self.name_of(one),
            "replaced": one.replaced.order_by("-uploaded_at", "-pk"),
        }

    def content(self, request, pk):
        """The file itself, also one that has been replaced, whose address leads elsewhere."""
        response = served(request, get_object_or_404(Document, pk=pk).name)
        response["Cache-Control"] = "private, no-store"
        return response

    def replace(self, request, pk):
        """Say where readers will get another file, then put it there."""
        one = get_object_or_404(Document, pk=pk)
        if one.replaced_by_id:
            messages.info(request, "That file has been replaced. This is the newest one.")
            return self.to("change", one.replaced_by_id)
        uses = self.uses_of([one])[one.pk]
        refusal = one.why_not_replaced(request.user)
        is_post = request.method == "POST" and not refusal
        form = ReplaceForm(
            *([request.POST, request.FILES] if is_post else []), initial={"seen": one.version}
        )
        if is_post and form.is_valid():
            try:
                data = form.cleaned_data
                new = one.replace(data["upload"], request.user, data["seen"])
            except ValidationError as error:
                form.add_error("upload", error)
            except ChangedMeanwhile as changed:
                form.add_error(None, f"{changed} Choose the file again if it should still go here.")
                form.data = form.data.copy()
                form.data["seen"] = get_object_or_404(Document, pk=pk).version
            else:
                messages.success(
                    request, "The file is replaced. Every link to the old one leads to the new one."
                )
                return self.to("change", new.pk)
        context = {
            "title": "Replace this file",
            "below": self.name_of(one),
            "one": one,
            "form": form,
            "refusal": refusal,
            "uses": versions_in_words(uses),
        }
        status = 422 if form.errors else 403 if refusal and request.method == "POST" else 200
        return self.render(request, "replace", context, status)
