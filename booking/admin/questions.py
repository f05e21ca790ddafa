from django import forms
from django.contrib import admin

from booking.models import ServiceQuestion
from booking.models.questions import MOST_QUESTIONS
from clinic.screens import NamedCells
from inbox.fields import LineField, TextField


class QuestionInline(admin.TabularInline):
    """What is asked of everybody who requests a visit for the service."""

    model = ServiceQuestion
    formset = NamedCells
    fields = ["text", "kind", "choices", "is_required", "is_active", "order"]
    extra = 1
    verbose_name_plural = "questions for patients who request it"
    max_num = MOST_QUESTIONS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "text":
            kwargs |= {"form_class": LineField}
        if db_field.name == "choices":
            kwargs |= {"form_class": TextField, "widget": forms.Textarea({"rows": 2})}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
