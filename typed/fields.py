"""Form fields that understand what was pasted, for forms with rules of their own beside that."""

from django import forms

from typed import text

FAR_TOO_LONG = 4  # times the limit: tidied, a text may be that much shorter, and more is not read


class Tidied:
    """A text field that reads what was typed through `tidy`."""

    tidy = None

    def to_python(self, value):
        if isinstance(value, str) and not self.is_far_too_long(value):
            value = self.tidy(value)
        return super().to_python(value)

    def is_far_too_long(self, text):
        return self.max_length is not None and len(text) > FAR_TOO_LONG * self.max_length


class LineField(Tidied, forms.CharField):
    tidy = staticmethod(text.line)


class EmailField(Tidied, forms.EmailField):
    tidy = staticmethod(text.email)
