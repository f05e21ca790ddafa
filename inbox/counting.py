"""Counts that stop at a thousand, because nobody needs an exact number beyond that.

To count a million rows, PostgreSQL has to visit each of them.
"""

from contextlib import suppress

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.utils.functional import cached_property

from typed.text import whole_number

MOST = 1000  # rows


def counted(rows, most=MOST) -> int:
    """How many rows of a queryset there are: at most one more than `most`."""
    return rows.order_by()[: most + 1].count()


def counted_each(rows_by_name, most=MOST) -> dict:
    """How many rows each of these querysets has, as `counted` says: one query for all."""
    compiled = {}
    for name, rows in rows_by_name.items():
        with suppress(EmptyResultSet):
            compiled[name] = rows.order_by()[: most + 1].query.sql_with_params()
    counts = dict.fromkeys(rows_by_name, 0)
    if compiled:
        counting = "(SELECT count(*) FROM ({}) AS found)"
        columns = ", ".join(counting.format(sql) for sql, _ in compiled.values())
        with connection.cursor() as cursor:
            params = [one for _, of_rows in compiled.values() for one in of_rows]
            cursor.execute(f"SELECT {columns}", params)
            counts |= dict(zip(compiled, cursor.fetchone(), strict=True))
    return counts


def in_words(count, most=MOST) -> str:
    return f"more than {most:,}" if count > most else str(count)


def values_of(model, name):
    """The different values of an indexed column, without NULL. Reads one row for each.

    PostgreSQL itself would read all rows, or the whole index, to find a few values in it.
    """
    table, column = model._meta.db_table, model._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE found (value) AS (
                SELECT min("{column}") FROM "{table}"
                UNION ALL
                SELECT (SELECT min("{column}") FROM "{table}" WHERE "{column}" > value)
                FROM found WHERE value IS NOT NULL
            )
            SELECT value FROM found WHERE value IS NOT NULL
            """  # noqa: S608 - our own names
        )
        return [value for (value,) in cursor.fetchall()]


class CountedPages(Paginator):
    """Pages of a list. Counts up to MOST rows, and MOST more once those have been seen."""

    def __init__(self, *args, seen=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.most = MOST * (1 + seen // MOST)

    @cached_property
    def found(self):
        return counted(self.object_list.values("pk"), self.most)

    @cached_property
    def count(self):
        return min(self.found, self.most)

    @property
    def has_more(self):
        return self.found > self.most

    def count_in_words(self):
        return in_words(self.found, self.most)


class CountedLists:
    """For a ModelAdmin: its list is paged by CountedPages."""

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        seen = whole_number(request.GET.get(PAGE_VAR, "")) * per_page
        return CountedPages(queryset, per_page, *args, seen=seen, **kwargs)


class CountedChoices:
    """For a filter of a list: says how many rows each choice has, up to MOST."""

    def get_facet_queryset(self, changelist):
        kept = self.expected_parameters()
        rows = changelist.get_queryset(self.request, exclude_parameters=kept)
        choices = self.get_facet_counts(changelist.pk_attname, rows)
        return {
            name: in_words(counted(rows.filter(count.filter).values("pk")))
            for name, count in choices.items()
        }
