"""A time of day at which something ends: 0:00 is the midnight at the end of the day.

It can be entered as 00:00, 24:00 or “midnight”, and is stored as 0:00, because Python has no 24:00.
"""

from datetime import time

from django import forms
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce, Extract, NullIf
from django.utils.formats import time_format

from clinic.columns import KnownAsStock

MIDNIGHT = time.min
SECONDS_OF_A_DAY = 24 * 60 * 60


class ClosingTimeFormField(forms.TimeField):
    def to_python(self, value):
        if str(value).strip().lower() in ("24:00", "24:00:00", "midnight"):
            return MIDNIGHT
        return super().to_python(value)


class ClosingTimeField(KnownAsStock, models.TimeField):
    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ClosingTimeFormField} | kwargs)


def is_after(closes, opens):
    return closes == MIDNIGHT or closes > opens


def overlap(opens, closes, other_opens, other_closes):
    return is_after(other_closes, opens) and is_after(closes, other_opens)


def closes_after(closes, opens):
    """The condition of a CHECK constraint that `closes` is later than `opens`."""
    return Q(**{f"{closes}__gt": F(opens)}) | Q(**{closes: MIDNIGHT})


def seconds(opens, closes):
    """Two columns as a range of whole seconds, for an exclusion constraint.

    PostgreSQL has no range of times.
    """
    begins = Cast(Extract(opens, "epoch"), IntegerField())
    ends = Coalesce(
        NullIf(Cast(Extract(closes, "epoch"), IntegerField()), Value(0)), Value(SECONDS_OF_A_DAY)
    )
    return Func(begins, ends, function="int4range")


def spoken_end(closes) -> str:
    """“5:00 PM”, or “midnight”."""
    return "midnight" if closes == MIDNIGHT else time_format(closes, "g:i A")


def format_end(closes) -> str:
    """“17:00”, or “24:00”."""
    return "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"
