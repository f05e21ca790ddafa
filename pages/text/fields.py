from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from pages.text.pasted import clean, cleaned
from pages.text.pasted.links import refusal
from pages.text.rich_text import EXTENSIONS

TOO_LONG = (
    "This text has %(show_value)d characters with its formatting; the most is %(limit_value)d. "
    "Nothing was cut off. Please divide it into two sections."
)


class RichTextFormField(ProseEditorFormField):
    """Cleans first and counts then: what Word adds is no reason to refuse a text.

    Links are completed as they were meant; one that can lead nowhere is refused. `known_paths` has
    the addresses of this site. Then `left_out` says what the text cannot hold.
    """

    known_paths = ()
    left_out = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.error_messages["max_length"] = TOO_LONG

    def to_python(self, value):
        text = cleaned(super().to_python(value), self.known_paths)
        if text.refused:
            raise ValidationError([refusal(href) for href in dict.fromkeys(text.refused)])
        self.left_out = text.about
        return text.html

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # a browser would cut pasted text off, without a word
        return attrs


class RichTextField(ProseEditorField):
    """A section's text, in the few forms that `pages.text.pasted` leaves."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"extensions": EXTENSIONS, "sanitize": clean})

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField} | kwargs)
