"""Form fields that tidy what was typed or pasted before they validate it."""

from django import forms

from typed import text

FAR_TOO_LONG = 4  # times the limit: tidying can shorten a text that much; longer is not read


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
