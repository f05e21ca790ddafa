from django import forms
from django.core.exceptions import ValidationError

from typed import text
from typed.fields import Tidied


def to_e164(value: str) -> str:
    """The number as E.164 (`+14164771101`), plus `;ext=` for an extension; "" if invalid.

    A number without a country code is Canadian.

    """
    import phonenumbers  # only when needed: it takes time and memory to load

    try:
        number = phonenumbers.parse(text.phone(value), "CA")
    except phonenumbers.NumberParseException:
        return ""
    possible = phonenumbers.ValidationResult.IS_POSSIBLE
    if phonenumbers.is_possible_number_with_reason(number) != possible:
        return ""  # also refuses one without its area code
    dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{dialled};ext={number.extension}" if number.extension else dialled


def validate_phone(value: str) -> None:
    """Raise ValidationError for what can't be dialled or is more than one line."""
    if not value.isprintable() or not to_e164(value):
        raise ValidationError(
            "Enter just a phone number with its area code, such as 416 555 0123.", code="phone"
        )


class PhoneField(Tidied, forms.CharField):
    """A phone number in any format, kept as it was typed."""

    tidy = staticmethod(text.phone)
    default_validators = [validate_phone]

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})
        super().__init__(**{"max_length": 40, "widget": widget} | kwargs)
