"""Rows that belong to another row, read in the same query."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import JSONObject


def in_json(rows):
    """A subquery that returns these rows, with all columns, as an array of JSON objects."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    return ArraySubquery(rows.values(row=JSONObject(**{name: F(name) for name in names})))


def from_json(model, found):
    """The instances, in order."""
    fields = model._meta.concrete_fields
    return [
        model(**{one.attname: one.to_python(row[one.attname]) for one in fields}) for row in found
    ]
