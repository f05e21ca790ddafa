"""What people may type into any public form: every script, but nothing invisible or misleading."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # control, format, separators


def validate_line(value):
    """Raise ValidationError for line breaks, control characters and text that shows nothing."""
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in value):
        raise ValidationError("Use one line, without line breaks or tabs.", code="line")
    validate_visible(value)


def validate_visible(value):
    """Raise ValidationError for text that shows nothing, or that turns writing around."""
    if BIDI_CONTROLS & set(value):
        raise ValidationError(
            "Remove the hidden characters that change the direction of writing.", code="bidi"
        )
    if value and all(unicodedata.category(letter) in INVISIBLE for letter in value):
        raise ValidationError("Enter something that can be seen.", code="invisible")


TOO_LONG = "Shorten this to %(limit_value)s characters: it has %(show_value)s now."


class TextField(forms.CharField):
    """Several lines of plain text, kept as typed but for Unicode's composed form (NFC)."""

    default_validators = [validate_visible]
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, max_length, rows=6, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        text = unicodedata.normalize("NFC", super().to_python(value))
        return text.replace("\r\n", "\n")


class LineField(forms.CharField):
    """One line of plain text."""

    default_validators = [validate_line]
    default_error_messages = {"max_length": TOO_LONG}

    def to_python(self, value):
        return unicodedata.normalize("NFC", super().to_python(value))


class PublicEmailField(forms.EmailField):
    """An address on the internet: `a@localhost` is none."""

    default_validators = [
        EmailValidator("Enter an e-mail address like name@example.com.", allowlist=[])
    ]

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "E-mail")
        kwargs.setdefault("max_length", 254)  # as long as the columns; Django's form allows 320
        kwargs.setdefault("error_messages", {"required": "Enter your e-mail address."})
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "email"
