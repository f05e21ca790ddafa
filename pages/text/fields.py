from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget

from pages.text.pasted import clean, cleaned
from pages.text.pasted.grid import MOST_COLUMNS, MOST_ROWS
from pages.text.pasted.links import refusal
from pages.text.pasted.rows import from_lines
from pages.text.rich_text import EXTENSIONS

TOO_LONG = (
    "This text has %(show_value)d characters with its formatting; the most is %(limit_value)d. "
    "Nothing was cut off. Please divide it into two sections."
)
TOO_LARGE = (
    f"A table can have at most {MOST_ROWS} rows and {MOST_COLUMNS} columns; this one has {{}} and "
    "{}. Nothing was cut off. Please split it into two tables."
)


class LateEditor(ProseEditorWidget):
    """A plain text area until js/draft/editors.js makes an editor of it, once it is to be seen.

    The package's own script would make all at once, which takes seconds on a long page.
    """

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        attrs["data-rich-text"] = attrs.pop(f"data-django-prose-editor-{self.preset}")
        return context


class RichTextFormField(ProseEditorFormField):
    """Cleans before it counts, so that Word's markup is no reason to refuse a text.

    Completes links as they were meant, and refuses one that can't lead anywhere. `known_paths`
    holds this site's paths. A text that is `unchanged` is as it is stored, so it is clean. If it
    `takes_rows`, lines with | between cells are a table. Afterwards, `left_out` says what the text
    could not keep.
    """

    known_paths = ()
    unchanged = None
    takes_rows = False
    left_out = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.error_messages["max_length"] = TOO_LONG

    def to_python(self, value):
        typed = super().to_python(value)
        if typed.replace("\r\n", "\n") == self.unchanged:
            return self.unchanged
        text = cleaned(from_lines(typed) if self.takes_rows else typed, self.known_paths)
        if text.refused:
            raise ValidationError([refusal(href) for href in dict.fromkeys(text.refused)])
        if text.too_large:
            raise ValidationError([TOO_LARGE.format(*size) for size in text.too_large])
        self.left_out = text.about
        return text.html

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # a browser would cut pasted text off silently
        return attrs


class RichTextField(ProseEditorField):
    """A section's text, in the markup that `pages.text.pasted` leaves."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"extensions": EXTENSIONS, "sanitize": clean})

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField, "widget": LateEditor} | kwargs)
