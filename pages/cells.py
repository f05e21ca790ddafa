from django import forms
from django.forms.utils import pretty_name


class NamedCells(forms.BaseInlineFormSet):
    """For rows in a table of the admin, whose fields have no label beside them.

    A screen reader would say just “edit text”; so each carries the name of its column.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # admin wraps those of relations
            widget.attrs.setdefault("aria-label", field.label or pretty_name(name))
