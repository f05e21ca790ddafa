"""Lists of the admin answer any URL, even one that asks for what no database can compute."""

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import SuspiciousOperation
from django.db import transaction

LONGEST_SEARCH = 200  # characters; each word is searched for in each column
TOO_LONG = (
    "That search is too long, so the list is shown without it. Search for a few words of it "
    "instead."
)
MOST_TRIED = 10  # of the address's parts, one by one
LEFT_OUT = "Part of the address cannot be looked up. The list is shown without it."


class AnswersAnyAddress:
    """For a ModelAdmin: drops from the list's URL what can't be looked up, with a message.

    Django's admin would answer with a 500 (for the years 99999 or 0, while it renders the page), or
    show a "database error" in place of the list.
    """

    def get_changelist_instance(self, request):
        asked = request.GET
        if not asked:
            return super().get_changelist_instance(request)
        if len(asked.get(SEARCH_VAR, "")) > LONGEST_SEARCH:
            self.message_user(request, TOO_LONG, messages.WARNING)
            asked = part(asked, [name for name in asked if name != SEARCH_VAR])
        if found := self.attempt(request, asked):
            return found
        alone = [
            name for name in list(asked)[:MOST_TRIED] if self.attempt(request, part(asked, [name]))
        ]
        # Two parameters can each be valid and still make no date together.
        found = self.attempt(request, part(asked, alone)) or self.computed(request, part(asked, []))
        self.message_user(request, LEFT_OUT, messages.WARNING)
        return found

    def attempt(self, request, asked):
        try:
            return self.computed(request, asked)
        except SuspiciousOperation:  # a forbidden lookup stays refused
            raise
        except Exception:  # whatever the error, it can't be looked up
            return None

    def computed(self, request, asked):
        """The list with its rows read, in a savepoint that a database error ends alone."""
        request.GET = asked
        with transaction.atomic():
            changelist = super().get_changelist_instance(request)
            len(changelist.result_list)
            return changelist


def part(asked, names):
    """Only these of a URL's parameters."""
    kept = asked.copy()
    for name in set(asked) - set(names):
        del kept[name]
    return kept
