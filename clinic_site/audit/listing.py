"""What both logs of the desk share: what they are narrowed to, pages of them, and files."""

import csv
from datetime import time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q

from booking.fields import TypedDayField
from booking.models.rules import ZONE
from booking.wall_clock import instant
from inbox.counting import values_of
from inbox.forms import UncutForm
from typed.spreadsheet import harmless
from typed.text import whole_number

ON_A_PAGE = 100
AT_ONCE = 500  # rows in memory while a file is written
MARK = "\ufeff"  # by which Excel knows UTF-8
NO_ACCOUNT = "none"


class LogForm(UncutForm):
    """Of which days, and of which account. Empty fields narrow nothing."""

    use_required_attribute = False

    first = TypedDayField(label="From", required=False)
    last = TypedDayField(label="To", required=False)
    account = forms.ChoiceField(required=False)

    def __init__(self, data, rows, nobody):
        super().__init__(data, label_suffix="", auto_id="log_%s")
        self.rows = rows
        names = accounts_in(rows.model)
        self.fields["account"].choices = [("", "Everyone"), *names, (NO_ACCOUNT, nobody)]

    def found(self):
        """The rows asked for; none if the form is not valid."""
        if not self.is_valid():
            return self.rows.none()
        typed, rows = self.cleaned_data, self.rows
        if typed["first"]:
            rows = rows.filter(at__gte=instant(typed["first"], time.min, ZONE))
        if typed["last"]:
            rows = rows.filter(at__lt=instant(typed["last"] + timedelta(days=1), time.min, ZONE))
        if typed["account"] == NO_ACCOUNT:
            return rows.filter(account_id=None)
        return rows.filter(account_id=typed["account"]) if typed["account"] else rows


def accounts_in(model):
    """The accounts in a log as choices, with the names that they have now, or had at last."""
    keys = values_of(model, "account_id")
    now = dict(get_user_model().objects.filter(pk__in=keys).values_list("pk", "username"))
    names = {key: now.get(key) or f"{last_name(model, key)} (deleted)" for key in keys}
    return sorted(names.items(), key=lambda one: one[1].casefold())


def last_name(model, key):
    return model.objects.filter(account_id=key).values_list("account", flat=True).first()


class Page:
    """The newest rows, or those older than the row with the number in the address.

    By time and key and not by count, so that the millionth row is found as soon as the first.
    """

    def __init__(self, rows, before=""):
        last = rows.model.objects.filter(pk=whole_number(before)).first()
        self.is_first = last is None
        shown = list((older(rows, last) if last else rows)[: ON_A_PAGE + 1])
        self.rows = shown[:ON_A_PAGE]
        self.older = self.rows[-1].pk if len(shown) > ON_A_PAGE else None


def older(rows, last):
    """Those after this one in the order of the log, newest first."""
    # The first condition is implied, but lets the index by time be used.
    return rows.filter(at__lte=last.at).filter(Q(at__lt=last.at) | Q(pk__lt=last.pk))


def all_of(rows):
    """All rows, newest first, a few in each query, so that memory holds no more."""
    few = list(rows[:AT_ONCE])
    while few:
        yield from few
        few = list(older(rows, few[-1])[:AT_ONCE])


def lines(rows, columns):
    """A file for a spreadsheet, line by line; `columns` are functions of a row by name."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL)
    yield MARK + writer.writerow(columns)
    for row in all_of(rows):
        cells = (column(row) for column in columns.values())
        yield writer.writerow(harmless("" if cell is None else str(cell)) for cell in cells)


class Echo:
    """A file whose `write` hands the line back."""

    def write(self, line):
        return line
