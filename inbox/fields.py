"""What people can type into any public form: every script, but nothing invisible or misleading."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, ProhibitNullCharactersValidator

from inbox.disguises import BLANK
from inbox.hosts import validate_host
from typed import text
from typed.fields import EmailField, Tidied

OVERRIDING = set("\u202d\u202e")
INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # control, format, separators
BRAILLE_BLANK = "\u2800"
LONGEST_LOCAL_PART = 64  # octets, RFC 5321 section 4.5.3.1.1
TOO_LONG = "Shorten this to %(limit_value)s characters: it has %(show_value)s now."


def is_noncharacter(character) -> bool:
    """Whether Unicode has ruled this code point out for good. It would break the XML of feeds."""
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE


def validate_line(value):
    """Raise ValidationError for line breaks, control characters and text that shows nothing."""
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in value):
        raise ValidationError("Use one line, without line breaks or tabs.", code="line")
    validate_characters(value)
    validate_visible(value)


def validate_text(value):
    """As validate_line, but line breaks and tabs are allowed."""
    validate_characters(value)
    validate_visible(value)


def validate_characters(value):
    for place, character in enumerate(value):
        if is_noncharacter(character) or (
            unicodedata.category(character) == "Cc" and character not in "\n\t"
        ):
            before = "".join(one for one in value[:place] if one.isprintable())[-20:].strip()
            where = f"after “{before}”" if before else "at the beginning"
            raise ValidationError(
                f"There is a hidden character {where} that cannot be stored. Delete the letters "
                "around it and type them again.",
                code="character",
            )


def validate_visible(value):
    """Raise ValidationError for text that shows nothing or overrides the direction of writing."""
    if OVERRIDING & set(value):
        raise ValidationError(
            "Remove the hidden characters that change the direction of the text.", code="bidi"
        )
    if value and all(shows_nothing(character) for character in value):
        raise ValidationError("Enter something that can be seen.", code="invisible")


def shows_nothing(character) -> bool:
    return bool(
        unicodedata.category(character) in INVISIBLE
        or BLANK.match(character)
        or character == BRAILLE_BLANK
    )


def validate_email(value):
    """Raise ValidationError for an address that internet mail can't reach.

    Django's rule also allows quoted local parts, and IP addresses as hosts.
    """
    if value.count("@") > 1 and '"' not in value:
        raise ValidationError("Enter one address only, like name@example.com.", code="several")
    local_part, _, host = value.rpartition("@")
    validate_form_of_email(value)
    # Real addresses have no quotes, and many mail programs turn them into another address.
    if '"' in local_part or host.startswith("["):
        raise ValidationError(NO_EMAIL, code="email")
    if len(local_part) > LONGEST_LOCAL_PART:
        raise ValidationError(
            f"The part before the “@” has {len(local_part)} characters. A real address has at most "
            f"{LONGEST_LOCAL_PART}.",
            code="email",
        )
    validate_host(host)


NO_EMAIL = "Enter an email address like name@example.com."
validate_form_of_email = EmailValidator(NO_EMAIL, allowlist=[])


def without_null(validators):
    """Our own validators refuse NUL too, and one sentence about it is enough."""
    return [one for one in validators if not isinstance(one, ProhibitNullCharactersValidator)]


class PlainField(Tidied, forms.CharField):
    """Plain text as typed, but in Unicode's composed form (NFC)."""

    tidy = staticmethod(str)
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = without_null(self.validators)

    def to_python(self, value):
        text = super().to_python(value)
        # Composing takes time quadratic in the length of a run of marks.
        return text if self.is_far_too_long(text) else unicodedata.normalize("NFC", text)

    def run_validators(self, value):
        if self.is_far_too_long(value):
            raise ValidationError(
                TOO_LONG % {"limit_value": self.max_length, "show_value": len(value)},
                code="max_length",
            )
        super().run_validators(value)


class TextField(PlainField):
    """Several lines."""

    default_validators = [validate_text]

    def __init__(self, *, max_length, rows=6, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"data-limit": self.max_length}

    def to_python(self, value):
        # The last is how word processors break a line inside a paragraph.
        return re.sub("\r\n?|\v", "\n", super().to_python(value))


class LineField(PlainField):
    """One line."""

    tidy = staticmethod(text.line)
    default_validators = [validate_line]


class NameField(LineField):
    """A person's name, in any script."""

    tidy = staticmethod(text.name)


class PublicEmailField(EmailField):
    """An address on the public internet, unlike `a@localhost`."""

    default_validators = [validate_email]
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Email")
        kwargs.setdefault("max_length", 254)  # the length of the columns; Django's form allows 320
        kwargs.setdefault("error_messages", {"required": "Enter your email address."})
        super().__init__(**kwargs)
        self.validators = without_null(self.validators)
        self.widget.attrs["autocomplete"] = "email"
