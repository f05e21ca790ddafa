"""The library of images: what there is, where it is used, and choosing from it in a draft."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clinic.screens import say_limits
from pages.editing.draft_part import FOCUS
from pages.editing.uploads import Library
from pages.editing.uses import uses_of_images
from pages.models import Image
from pages.models.focus import Shape
from pages.picture_files import LIMITS, ImageUploadField
from typed.seen import SeenForm


class DescribedForm(SeenForm):
    class Meta:
        model = Image
        fields = ["alt", "focus_x", "focus_y", "kept"]
        widgets = FOCUS
        help_texts = {"kept": ""}  # its label, in the template, says it
        error_messages = {name: {"required": "Enter a number from 0 to 100."} for name in FOCUS}

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)


class AddForm(forms.Form):
    upload = ImageUploadField(
        label="Image",
        help_text=LIMITS,
        error_messages={"required": "Choose an image."},
    )
    alt = forms.CharField(
        label="Description",
        max_length=250,
        required=False,
        help_text=Image._meta.get_field("alt").help_text,
    )

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)


class Images(Library):
    model = Image
    what, title = "image", "Images"
    form, add_form = DescribedForm, AddForm
    saved = "Saved. Pages that already use the image have not changed."
    uses_of = staticmethod(uses_of_images)

    def urls(self):
        return [
            *super().urls(),
            self.guarded("upload/", never_cache(require_POST(self.upload)), "upload"),
        ]

    @staticmethod
    def name_of(row):
        return row.alt or "No description"

    def about(self, one):
        return {
            "title": f"Image no. {one.pk}",
            "shapes": Shape.choices,
            "size": one.stored_bytes(),
        }

    def upload(self, request):
        """Take one picture for a draft: what the form needs to show it, or why not (422)."""
        form = AddForm(request.POST, request.FILES)
        if not form.is_valid():
            words = " ".join(form.errors.get("upload", form.errors.get("alt", [])))
            return JsonResponse({"refused": words}, status=422)
        try:
            new = Image.objects.take(form.cleaned_data["upload"], request.user)
        except ValidationError as error:
            return JsonResponse({"refused": " ".join(error.messages)}, status=422)
        return JsonResponse(
            {"pk": new.pk, "url": new.file.url, "width": new.width, "height": new.height, "alt": ""}
        )
