"""After another SECRET_KEY, or a version of the site that stored links as they are."""

from clinic.sealed_columns import sealed_fields
from clinic_site import sealed_mail


def reseal():
    """Seal everything with the current key; returns how many rows others were writing."""
    return sum(field.reseal() for field in sealed_fields()) + sealed_mail.reseal()
