"""Which host names lead to a place on the public internet."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from antispam.words import BLANK

LONGEST_NAME, LONGEST_LABEL = 253, 63  # octets, RFC 1035 as read by RFC 1123
# IANA's registry of special-use domain names, and ICANN's “internal” of 2024.
SPECIAL = {
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
# A browser takes a host whose last part is such a number for an IP address, in many spellings.
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
ASCII_ENDING = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")


def validate_host(host):
    """Raise ValidationError, with a sentence for the person who typed it, unless this is the full
    name of a host on the internet, in any script. IP addresses in any spelling are none."""
    labels = host.lower().removesuffix(".").split(".")
    ending = labels[-1]
    if host.startswith("[") or NUMBER.fullmatch(ending):
        raise ValidationError(
            "Use a name such as example.com, not a number such as 192.0.2.1.", code="host"
        )
    if ending in SPECIAL:
        raise ValidationError(
            f"An address that ends in “{ending}” is not on the internet. Use another one.",
            code="host",
        )
    if len(labels) == 1 or not is_ending(ending):
        raise ValidationError(
            "The address needs a full ending, such as .com or .ca. Check for missing letters.",
            code="host",
        )
    if len(host) > LONGEST_NAME or not all(is_label(label) for label in labels):
        raise ValidationError(
            "What stands before the ending has a sign that cannot stand there. It is made of "
            "letters, digits, hyphens and single dots, with at most 63 of them between two dots.",
            code="host",
        )


def is_ending(label) -> bool:
    if label.isascii():
        return bool(ASCII_ENDING.fullmatch(label))
    return all(unicodedata.category(sign)[0] in "LM" for sign in label)


def is_label(label) -> bool:
    """Whether this may stand between two dots, written plainly or as ASCII (`xn--…`)."""
    if not label.startswith("xn--"):
        return is_plain_label(label)
    try:
        written = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    # Otherwise “xn--localhost-” would be “localhost” to some programs.
    return len(label) <= LONGEST_LABEL and not written.isascii() and is_plain_label(written)


def is_plain_label(label) -> bool:
    if not label or label.startswith("-") or label.endswith("-") or BLANK.search(label):
        return False
    kinds = ["letter" if sign.isalpha() else unicodedata.category(sign) for sign in label]
    if kinds[0].startswith("M") or not all(
        kind in ("letter", "Nd", "Mn", "Mc") or sign == "-"
        for kind, sign in zip(kinds, label, strict=True)
    ):
        return False
    composed = unicodedata.normalize("NFC", label)
    if composed != unicodedata.normalize("NFKC", label):
        return False  # a browser would read wide letters as plain ones
    octets = label if label.isascii() else "xn--" + composed.encode("punycode").decode()
    return len(octets) <= LONGEST_LABEL
