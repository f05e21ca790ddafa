"""Columns from which a copy of the database opens nothing, and giving them a new SECRET_KEY."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.db.models.lookups import In

from clinic.columns import KnownAsStock
from clinic.sealed import Unsealable, seal, seal_uuid, sealings, unseal, unseal_uuid
from clinic.tokens import LENGTH, new_token

SEALED_LENGTH = 64  # characters: 4/3 of 16 bytes of digest and the token's 32
AT_ONCE = 500  # rows per transaction


class Found(In):
    """`column=value`, whichever known key the row was stored with."""

    lookup_name = "exact"
    prepare_rhs = False

    def __init__(self, lhs, rhs):
        super().__init__(lhs, lhs.output_field.stored_as(rhs))


class SealedField(KnownAsStock, models.CharField):
    """Text that is plain in Python and sealed in the database: see `clinic.sealed`.

    `max_length` is of the sealing. Rows can be looked up by the whole value only. Raises
    Unsealable when a row is read whose key is no longer known.
    """

    @property
    def purpose(self):
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value and seal(value, self.purpose)

    def stored_as(self, value):
        """Everything that the column may hold for this value."""
        return sealings(value, self.purpose)

    def from_db_value(self, value, expression, connection):
        return value and unseal(value, self.purpose)

    def reseal(self):
        """Seal every value with the current key; returns how many were not.

        What is sealed with it already is only read, and what others are writing is left to the next
        time. Several processes can do this at once.
        """
        rows = self.model._base_manager.exclude(**{f"{self.name}__isnull": True}).order_by("pk")
        found = rows.annotate(stored=Cast(self.name, TextField())).values_list("pk", "stored")
        page, count = list(found[:AT_ONCE]), 0
        while page:
            old = [pk for pk, stored in page if self._needs_sealing(stored)]
            if old:
                self._seal_again(rows.filter(pk__in=old))
                count += len(old)
            page = list(found.filter(pk__gt=page[-1][0])[:AT_ONCE])
        return count

    def _needs_sealing(self, stored):
        try:
            return self.get_prep_value(self.from_db_value(stored, None, None)) != stored
        except Unsealable:
            return False  # nothing can be done here

    @transaction.atomic
    def _seal_again(self, rows):
        """Locks before it reads, so that a link that was just replaced does not return."""
        free = list(rows.select_for_update(skip_locked=True))
        self.model._base_manager.bulk_update(free, [self.name])


SealedField.register_lookup(Found)


class TokenField(SealedField):
    """The unguessable part of a private link.

    A token whose key is no longer known is replaced by another, the same each time it is read:
    the old link opens nothing, and once it is sealed again, the new one works.
    """

    unsaid = ("default",)

    def __init__(self, **kwargs):
        made = {"max_length": SEALED_LENGTH, "unique": True, "default": new_token}
        super().__init__(**made | {"editable": False} | kwargs)

    def stored_as(self, value):
        # As an earlier version of the site stored it. A sealing is longer: it opens nothing.
        plain = [value] if len(value) == LENGTH else []
        return super().stored_as(value) + plain

    def from_db_value(self, value, expression, connection):
        if value and len(value) == LENGTH:
            return value
        try:
            return super().from_db_value(value, expression, connection)
        except Unsealable:
            return seal(value, self.purpose)[:LENGTH]


class OneUseKeyField(KnownAsStock, models.UUIDField):
    """The one-use key of a form, which leads its sender back to what it has made.

    Plain in Python, sealed in the database. Recognised until SECRET_KEY changes: long enough for a
    double click and for “Back”.
    """

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.to_python(value)
        return value and super().get_db_prep_value(seal_uuid(value, self._purpose), connection)

    def from_db_value(self, value, expression, connection):
        return value and unseal_uuid(value, self._purpose)

    @property
    def _purpose(self):
        return f"{self.model._meta.db_table}.{self.column}"


def sealed_fields():
    """Every sealed column of the site."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedField)
    ]
