"""Which host names can be on the public internet."""

import re
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator

validate_domain_name = DomainNameValidator(
    message="The address needs a full ending, such as .com or .ca. Check for missing letters.",
    code="host",
)
# IANA's registry of special-use domain names, and ICANN's “internal” of 2024.
SPECIAL_USE = {
    "alt",
    "arpa",
    "example",
    "internal",
    "invalid",
    "local",
    "localhost",
    "onion",
    "test",
}
# A browser reads a host whose last part is such a number as an IP address, in many spellings.
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def validate_host(host):
    """Raise ValidationError unless this is the full name of a host on the internet.

    The name can be in any script (RFC 5891). IP addresses are refused in any spelling.
    """
    name = unicodedata.normalize("NFC", host.lower().removesuffix("."))
    *_, ending = labels = name.split(".")
    if host.startswith("[") or NUMBER.fullmatch(ending):
        raise ValidationError(
            "Use a name such as example.com, not a number such as 192.0.2.1.", code="host"
        )
    if ending in SPECIAL_USE:
        raise ValidationError(
            f"An address that ends in “{ending}” is not on the internet. Use another one.",
            code="host",
        )
    try:
        in_ascii = ".".join(map(as_ascii, labels))
    except idna.IDNAError:
        raise ValidationError(
            "Check the address. Between its dots it can only have letters, digits and hyphens, "
            "at most 63 of them.",
            code="host",
        ) from None
    validate_domain_name(in_ascii)


def as_ascii(label):
    """A label as the internet has it. Raises IDNAError for one that RFC 5891 does not allow.

    That RFC also forbids labels such as `r3---sn`, which real hosts have.
    """
    if LABEL.fullmatch(label) and not label.startswith("xn--"):
        return label
    return idna.alabel(label).decode()
