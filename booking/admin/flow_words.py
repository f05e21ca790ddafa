from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models

from booking.models import FlowWords
from clinic.screens import OneRowAdmin, advise_on_wording
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
        advise_on_wording(request, form)
