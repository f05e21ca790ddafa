"""After another SECRET_KEY, or a version of the site that stored links as they are."""

from django.utils.crypto import salted_hmac

from clinic.sealed_columns import sealed_fields
from clinic_site import sealed_mail
from clinic_site.models import Home


def reseal():
    """Seal everything with the current key; returns how many were not, or others were writing.

    Once none is found, that is noted, and the next worker need not read every row again.
    """
    found = sum(field.reseal() for field in sealed_fields()) + sealed_mail.reseal()
    if not found:
        Home.objects.update(sealed_with=mark())
    return found


def is_all_sealed():
    """Whether it was noted that all these columns are sealed with the current key."""
    return Home.objects.filter(sealed_with=mark()).exists()


def mark():
    purposes = sorted(field.purpose for field in sealed_fields())
    return salted_hmac("clinic_site.resealing", "\n".join(purposes), algorithm="sha256").hexdigest()
