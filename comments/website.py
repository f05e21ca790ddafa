"""The address of a commenter's website, as people paste it."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from inbox.fields import TOO_LONG, is_noncharacter
from inbox.hosts import validate_host
from typed import text
from typed.fields import Tidied

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
PORT = re.compile(r"\d+(?:[/?#]|\Z)", re.ASCII)
EMAIL = re.compile(r"[^/?#@:]+@[^/?#@:]+")
AUTHORITY = re.compile(r"[^/?#]*")
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
NO_WEBSITE = {"-", "–", "none", "no", "n/a", "no website"}
UNSAFE = set('<>"\\`')  # addresses need none of them unescaped, and each has broken some web page


class WebsiteField(Tidied, forms.CharField):
    """A page on the public web, kept as typed. A bare host gets `https://`."""

    tidy = staticmethod(text.web)
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"})
        super().__init__(**{"max_length": 200, "widget": widget} | kwargs)

    def to_python(self, value):
        typed = super().to_python(value)
        if typed.lower() in NO_WEBSITE:
            return ""
        if not typed or len(typed) > self.max_length:  # the validators refuse it
            return typed
        return web_address(typed)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            # The sentence is about names of hosts: nobody should think of their own name.
            raise ValidationError(
                [
                    ValidationError(f"Website: {one.messages[0]}", one.code)
                    for one in error.error_list
                ]
            ) from None


def web_address(typed: str) -> str:
    """The address with its scheme. Scheme and host are in lower case, the rest as typed.

    Raises ValidationError unless it is the plain address of a page on the internet. Browsers read
    links by the URL standard (url.spec.whatwg.org), which is more lenient than Python's `urlsplit`;
    so this accepts only what both read alike.
    """
    refuse_characters(typed)
    scheme, rest = split_scheme(typed)
    authority = AUTHORITY.match(rest)[0]
    if EMAIL.fullmatch(typed):
        raise ValidationError(
            "This is an email address, which is never published. Leave this empty, or enter a web "
            "address like www.example.com. Leave out the “@” and everything before it.",
            code="email",
        )
    if "@" in authority:
        raise ValidationError(
            "Leave out the “@” and everything before it: a web address is like www.example.com.",
            code="credentials",
        )
    if authority.startswith("["):
        host, colon, port = authority, "", ""
    else:
        host, colon, port = authority.partition(":")
    if not host:
        raise ValidationError("Enter a web address like www.example.com.", code="website")
    validate_host(host)
    if colon and not is_port(port):
        raise ValidationError(
            "The number after the colon must be from 1 to 65535. Most addresses need none.",
            code="port",
        )
    return f"{scheme}://{host.lower()}{colon}{port}{rest[len(authority) :]}"


def split_scheme(typed):
    """The scheme (`https` if none was typed), and what follows its slashes."""
    found = SCHEME.fullmatch(typed)
    if not found or "." in found[1] or PORT.match(found[2]):
        return "https", typed  # a host, perhaps with a port
    scheme, rest = found[1].lower(), found[2]
    if scheme not in ("http", "https"):
        raise ValidationError(
            "Enter an address that starts with http:// or https://.",
            code="scheme",
        )
    if not rest.startswith("//"):
        raise ValidationError(
            f"Write two slashes after “{scheme}:”, as in {scheme}://www.example.com.",
            code="slashes",
        )
    return scheme, rest[2:]


def refuse_characters(typed):
    if any(
        unicodedata.category(character) in HIDDEN or is_noncharacter(character)
        for character in typed
    ):
        raise ValidationError(
            "There is a hidden character or a line break in this address. Type it by hand.",
            code="hidden",
        )
    if any(unicodedata.category(character) == "Zs" for character in typed):
        raise ValidationError(
            "A web address like www.example.com has no spaces. You can also leave this empty.",
            code="space",
        )
    if unsafe := UNSAFE & set(typed):
        raise ValidationError(
            f"Remove {' and '.join(sorted(unsafe))} from the address.", code="unsafe"
        )


def is_port(port) -> bool:
    return port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535
