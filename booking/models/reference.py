import secrets

from django.db import models

from clinic.columns import KnownAsStock

# Without letters and digits that are easily confused on the phone.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def new_reference():
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class ReferenceField(KnownAsStock, models.CharField):
    unsaid = ("default",)

    def __init__(self, **kwargs):
        made = {"unique": True, "default": new_reference, "editable": False}
        super().__init__(**made | kwargs)
