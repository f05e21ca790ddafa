from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import pretty_name
from django.shortcuts import redirect

from clinic.wording import claims
from typed.seen import SeenForm

LIMITS = {
    "max_length": "at most %(limit_value)d characters; this has %(show_value)d.",
    "min_value": "enter %(limit_value)d or more.",
    "max_value": "enter %(limit_value)d or less.",
}


def say_limits(form):
    """Let errors about limits name the field, and let no browser cut a text off.

    A field's own messages are kept.
    """
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)  # browsers cut pasted text off silently
        for code, words in LIMITS.items():
            field.error_messages.setdefault(code, f"{field.label}: {words}")


def with_status_of_form(response):
    """Give the answer to a sent form of the admin its status, and return it.

    422 if the form was refused, or 409 because a colleague has saved since. Any other answer stays
    as it is: Django gives a 200 also to what was saved in a window of its own (`_popup`).
    """
    shown = (getattr(response, "context_data", None) or {}).get("adminform")
    if shown and response.status_code == 200:
        refused = shown.form
        is_stale = refused.has_error("__all__", SeenForm.CODE)
        response.status_code = 409 if is_stale else 422
    return response


def advise_on_wording(request, form):
    """Say which of the texts just saved a clinic should not publish unchecked."""
    for name in form.changed_data:
        text = form.cleaned_data.get(name)
        for claim in claims(text) if isinstance(text, str) else ():
            messages.warning(request, f"Saved, but please check “{form[name].label}”: {claim}")


class NamedCells(forms.BaseInlineFormSet):
    """For tables of the admin, whose fields have no visible label.

    Labels each field with the name of its column, or a screen reader would say only “edit text”.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # The admin wraps the widgets of relations.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or pretty_name(name))


class OneRowAdmin(admin.ModelAdmin):
    """For a model with one row, key 1: its list is the row itself, or the form to add it."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def get_model_perms(self, request):
        """No “Add” on the first screen: the row can be changed even before it is stored."""
        perms = super().get_model_perms(request)
        return perms | {"add": False, "change": perms["change"] or perms["add"]}

    def render_change_form(self, request, context, *args, **kwargs):
        name = self.opts.verbose_name
        context |= {"title": name[0].upper() + name[1:], "subtitle": None}
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not (self.has_view_or_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if self.has_add_permission(request):
            return redirect(f"{name}_add")
        return redirect(f"{name}_change", 1)


def yes_or_no(name, heading):
    """A list column that shows a boolean as “Yes” or “No”, without Django's alarming red cross."""

    @admin.display(description=heading, ordering=name)
    def column(row):
        return "Yes" if getattr(row, name) else "No"

    column.__name__ = name  # the cell's class is made from it
    return column
