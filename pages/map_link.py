from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

WANTED = "Copy the link from a map's “share” button: it begins with https://."


def validate_map_link(value: str) -> None:
    """Raise ValidationError for what is no plain https address: patients will follow it."""
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        plain = False
    if not plain:
        raise ValidationError(WANTED, code="map_link")
