"""The pictures among the clinic's details: its logo, and its own map."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from clinic.admin import PROMISES, WAY, ClinicAdmin, ClinicForm
from clinic.models import Clinic
from clinic.presented import SHARP, WIDEST, WIDEST_BESIDE_NAME, check_logo
from pages.editing.chosen import ChosenImageField
from pages.models import Image
from pages.picture_files import LIMITS, ImageUploadField

NONE_SHOWN = "Clear the number to show none."
# For those who may enter the library. Others don't see them, and what is shown stays as it is.
OF_LIBRARY = [
    *("map_image_upload", "map_image", "map_alt"),
    *("logo_upload", "logo", "logo_has_name"),
]
NO_MAP_WORDS = "Describe the map."


class PicturedClinicForm(ClinicForm):
    """Each picture is uploaded, or an image of the library by its number."""

    PICTURES = ("logo", "map_image")
    by = None  # who uploads

    logo_upload = ImageUploadField(
        required=False,
        label="Upload a logo",
        help_text=(
            f"Replaces the mark at the top of every page. At least {SHARP} pixels high. At most "
            f"{WIDEST} times as wide as it is high, or {WIDEST_BESIDE_NAME} times if the name is "
            "beside it."
        ),
    )
    logo = ChosenImageField("Logo: number in the library", NONE_SHOWN)
    map_image_upload = ImageUploadField(
        required=False, label="Upload a map", help_text=f"A map of your own. {LIMITS}"
    )
    map_image = ChosenImageField("Map: number in the library", NONE_SHOWN)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.PICTURES:
            self.initial[name] = str(self.initial.get(name) or "")

    def clean(self):
        for name in self.PICTURES:
            if name in self.fields:
                self.clean_picture(name)
        if self.cleaned_data.get("map_image") and not self.cleaned_data.get("map_alt"):
            self.cleaned_data["map_alt"] = self.cleaned_data["map_image"].alt
            if not self.cleaned_data["map_alt"] and "map_alt" not in self.errors:
                self.add_error("map_alt", NO_MAP_WORDS)
        super().clean()

    def clean_picture(self, name):
        upload, image = self.cleaned_data.get(f"{name}_upload"), self.cleaned_data.get(name)
        field = f"{name}_upload" if upload else name
        try:
            if name == "logo" and (upload or image):
                pixels = upload.pixels if upload else (image.width, image.height)
                check_logo(*pixels, self.cleaned_data.get("logo_has_name"))
            if upload:
                self.show(name, Image.objects.take(upload, self.by))
            elif image and not Image.objects.filter(pk=image.pk).keep():
                raise ValidationError("This image has just been deleted. Choose another one.")
        except ValidationError as error:
            self.add_error(field, error)

    def show(self, name, image):
        """Have it in the form by its number, in case the rest is refused."""
        self.errors.pop(name, None)
        self.cleaned_data[name] = image
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = str(image.pk)


@admin.register(Clinic)
class PicturedClinicAdmin(ClinicAdmin):
    form = PicturedClinicForm
    change_form_template = "admin/clinic/details.html"
    readonly_fields = ["logo_now", "map_now"]
    fieldsets = [
        (None, {"fields": ["name", "seen"]}),
        ("How to reach the clinic", {"fields": ["phone", "email", "address", "map_link"]}),
        (
            "Visiting the clinic",
            {"fields": [*WAY, "map_now", "map_image_upload", "map_image", "map_alt", "languages"]},
        ),
        ("How soon we answer", {"fields": PROMISES}),
        ("When something unusual happens", {"fields": ["notice"]}),
        (
            "How our pages look",
            {"fields": ["logo_now", "logo_upload", "logo", "logo_has_name", "palette"]},
        ),
        ("Other sites", {"fields": ["social_links", "checks_links"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        left_out = [] if may_enter_library(request) else OF_LIBRARY
        return [
            (title, {"fields": [name for name in shown["fields"] if name not in left_out]})
            for title, shown in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        """The form has no field that can't be typed."""
        return [*self.readonly_fields, *([] if may_enter_library(request) else OF_LIBRARY)]

    def get_form(self, request, *args, **kwargs):
        form = super().get_form(request, *args, **kwargs)
        form.by = request.user
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        context["library"] = Image.objects.newest() if may_enter_library(request) else ()
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="Logo now")
    def logo_now(self, clinic):
        return small(clinic.logo, clinic.name)

    @admin.display(description="Map now")
    def map_now(self, clinic):
        return small(clinic.map_image, clinic.map_alt)


def may_enter_library(request):
    return request.user.has_perm("pages.change_revision")


def small(image, words):
    if not image:
        return "None"
    return format_html('<img class="detail-picture" src="{}" alt="{}">', image.thumbnail, words)
