from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models

from booking.models import FlowWords
from clinic.screens import OneRowAdmin
from clinic.wording import claims
from inbox.fields import TextField


@admin.register(FlowWords)
class FlowWordsAdmin(OneRowAdmin):
    fields = ["first_visit", "after_sending", "too_late"]
    formfield_overrides = {
        models.TextField: {
            "form_class": TextField,
            "widget": AdminTextareaWidget(attrs={"rows": 3}),
        }
    }

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        advise(request, form)


def advise(request, form):
    """Say which of the typed texts a clinic should not publish unchecked."""
    for name in form.changed_data:
        text = form.cleaned_data[name]
        for claim in claims(text) if isinstance(text, str) else ():
            messages.warning(request, f"Saved, but please check “{form[name].label}”: {claim}")
