"""Emails in the queue, sealed whole: their links are keys, and their texts are people's.

A module of its own. To a worker of an earlier version it is missing, so that worker puts a sealed
email off; anything else in its place would make it discard the email.
"""

import pickle
from contextlib import suppress

from django.db import transaction
from mailer.models import Message

from clinic.sealed import seal_bytes, unseal_bytes
from typed.batches import AT_ONCE

PURPOSE = "mailer.message"


class Sealed:
    """An email that is sealed when it is pickled, and itself again when that is read."""

    def __init__(self, email):
        self.email = email

    def __reduce__(self):
        return opened, (seal_bytes(pickle.dumps(self.email), PURPOSE),)


def opened(sealed):
    """The email. Raises Unsealable."""
    return pickle.loads(unseal_bytes(sealed, PURPOSE))  # noqa: S301 (we sealed it ourselves)


def reseal():
    """Seal the queue with the current key; returns how many are left, as they are being sent."""
    pks = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_left(pks[first : first + AT_ONCE]) for first in range(0, len(pks), AT_ONCE))


@transaction.atomic
def _left(pks):
    """How many of these could not be sealed again. The others are locked, so only a few at once."""
    rows = Message.objects.filter(pk__in=pks)
    free = list(rows.select_for_update(skip_locked=True).order_by("pk"))
    for row in free:
        with suppress(Exception):  # a broken pickle can raise anything
            if email := row.email:
                row.email = Sealed(email)
                row.save(update_fields=["message_data"])
    return rows.count() - len(free)
