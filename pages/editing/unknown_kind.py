"""A section of a kind that only a newer version of the site knows, as after going back to this one.

Its form shows it as a text. What else it holds goes with the form, signed, because a colleague may
have removed the section before the form is sent.
"""

from django.core import signing

from pages.models import Section

SALT = "pages.unknown_kind"
HELD = ("kind", "data", "document_id")


def signed(section):
    return signing.dumps({name: getattr(section, name) for name in HELD}, salt=SALT, compress=True)


def unsigned(sent):
    """A new section that holds what was signed; None for anything else."""
    try:
        return Section(order=None, **signing.loads(sent, salt=SALT)) if sent else None
    except signing.BadSignature:
        return None
