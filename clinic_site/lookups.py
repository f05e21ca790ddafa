"""Lists of the admin answer any address, also one that asks what no database can compute."""

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import SuspiciousOperation
from django.db import transaction

LONGEST_SEARCH = 200  # characters; each word is looked for in each column
TOO_LONG = (
    "That search is too long, so the list is shown without it. Search for a few words of it "
    "instead."
)
MOST_TRIED = 10  # of the address's parts, one by one
LEFT_OUT = "Part of the address cannot be looked up. The list is shown without it."


class AnswersAnyAddress:
    """For a ModelAdmin: what cannot be looked up is left out of the list's address, with a word.

    Stock admin finds out while it renders the page (the year 99999, or 0), where it is a 500, or
    shows a "database error" in place of the list.
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
        # Two can be in order alone, and make no date together.
        found = self.attempt(request, part(asked, alone)) or self.computed(request, part(asked, []))
        self.message_user(request, LEFT_OUT, messages.WARNING)
        return found

    def attempt(self, request, asked):
        try:
            return self.computed(request, asked)
        except SuspiciousOperation:  # what may not be looked up is refused
            raise
        except Exception:  # whatever it is, it cannot be looked up
            return None

    def computed(self, request, asked):
        """The list with its rows read: what the database refuses must not end the transaction."""
        request.GET = asked
        with transaction.atomic():
            changelist = super().get_changelist_instance(request)
            len(changelist.result_list)
            return changelist


def part(asked, names):
    """These parts alone of what an address asks."""
    kept = asked.copy()
    for name in set(asked) - set(names):
        del kept[name]
    return kept
