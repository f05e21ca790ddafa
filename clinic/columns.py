"""Model fields of our own that a migration knows as Django's.

A migration is kept for years, so it must not import code that may be renamed or deleted meanwhile.
What the database does not see (validators, Python defaults, form fields) is left out of it.
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models

from clinic.phone import validate_phone

MAP_LINK_WANTED = "Copy the link from a map’s “share” button. It must begin with https://."


def validate_map_link(value: str) -> None:
    """Raise ValidationError unless this is a plain https address: patients will follow it."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain:
        raise ValidationError(MAP_LINK_WANTED, code="map_link")


class KnownAsStock:
    """Mixin before a field class of Django's or a library's: migrations name that class.

    `unsaid` are the arguments that the class sets by itself and that no migration needs.
    """

    unsaid = ()

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        stock = next(
            base
            for base in type(self).__mro__
            if issubclass(base, models.Field) and not issubclass(base, KnownAsStock)
        )
        module = re.sub(r"^django\.db\.models\.fields\b.*", "django.db.models", stock.__module__)
        kwargs = {key: value for key, value in kwargs.items() if key not in self.unsaid}
        return name, f"{module}.{stock.__qualname__}", args, kwargs


class PhoneField(KnownAsStock, models.CharField):
    default_validators = [validate_phone]


class MapLinkField(KnownAsStock, models.URLField):
    default_validators = [validate_map_link]
