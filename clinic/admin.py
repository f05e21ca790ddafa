from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.db import transaction

from clinic.columns import MAP_LINK_WANTED
from clinic.hours_admin import OpeningHoursInline
from clinic.models import Clinic
from clinic.phone import PhoneField
from clinic.presented import validate_sites
from clinic.screens import (
    OneRowAdmin,
    advise_on_wording,
    say_limits,
    with_status_of_form,
)
from typed import text
from typed.fields import EmailField, LineField, Tidied
from typed.seen import SeenForm

PROMISES = ("messages_promise", "comments_promise")
WAY = ("directions", "parking", "access")


class WebField(Tidied, forms.URLField):
    tidy = staticmethod(text.web)


class SitesField(forms.CharField):
    """Addresses of web pages, one on each line; each is tidied and completed."""

    default_validators = [validate_sites]

    def to_python(self, value):
        lines = map(text.web, super().to_python(value).splitlines())
        return "\n".join(line if "://" in line else f"https://{line}" for line in lines if line)


class ClinicForm(SeenForm):
    """The clinic's details. The form notices if a colleague has saved them since it was opened."""

    map_link = WebField(
        label="Link to a map",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=Clinic._meta.get_field("map_link").help_text,
        error_messages={"invalid": MAP_LINK_WANTED},
        widget=AdminURLFieldWidget,
    )

    class Meta:
        field_classes = {
            "name": LineField,
            "phone": PhoneField,
            "email": EmailField,
            "languages": LineField,
            "social_links": SitesField,
            **dict.fromkeys(PROMISES, LineField),
        }
        widgets = {
            **{name: AdminTextareaWidget(attrs={"rows": 4}) for name in ("address", "notice")},
            **{name: AdminTextareaWidget(attrs={"rows": 3}) for name in (*WAY, "social_links")},
            **{name: AdminTextareaWidget(attrs={"rows": 2}) for name in PROMISES},
        }
        help_texts = {
            "palette": "Each is easy to read, in light mode and in dark mode.",
            "languages": "Separated by commas, such as “English, French”.",
        }
        error_messages = {
            "name": {"required": "Enter the clinic’s name."},
            "email": {"invalid": "Enter an email address like name@example.com."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_limits(self)

    def clean(self):
        super().clean()
        now = [
            f"{field.label}: {self.initial.get(name) or 'empty'}."
            for name, field in self.fields.items()
            if name in self.changed_data and hasattr(self.instance, name)
        ]
        differs = " Saved by a colleague: " + " ".join(now) if now else ""
        words = f"What you typed is below.{differs} Save again to use yours instead."
        self.notice_change(self.instance, words)


class ClinicAdmin(OneRowAdmin):
    """The screen of the details, but for the pictures: `pages` adds them, and registers it."""

    form = ClinicForm
    inlines = [OpeningHoursInline]

    @transaction.atomic
    def changeform_view(self, request, *args, **kwargs):
        if request.method == "POST":
            # So that the second of two who save at once is warned.
            Clinic.objects.select_for_update(no_key=True).first()
        response = super().changeform_view(request, *args, **kwargs)
        return with_status_of_form(response) if request.method == "POST" else response

    def save_model(self, request, obj, form, change):
        obj.count_change()
        super().save_model(request, obj, form, change)
        advise_on_wording(request, form)
