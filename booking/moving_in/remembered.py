"""What was answered about earlier files, for the next one with the same headings or names.

Asked of the rows of earlier imports, so it is forgotten with their files. Nothing is taken from an
import that was undone: its answers may have been the reason.
"""

import re

from django.utils import timezone

from booking.models.one_patient import folded
from booking.moving_in.deciding import Step

LOOKED_AT = 50  # earlier imports
NO_HEADING = re.compile(r"column \d+")  # of a file without headings
OF_MENDED = "reason"  # the column that a file of rows to correct has beside those of the upload


def columns(book_import):
    """The columns' meanings and the order of dates of the last import with the same headings.

    As columns of the import, or nothing if there was none.
    """
    headings = [folded(one) for one in book_import.header]
    if all(map(NO_HEADING.fullmatch, headings)):
        return {}
    rows = book_import.earlier().filter(is_calendar=False)
    for one in rows.exclude(asks=Step.COLUMNS)[:LOOKED_AT]:
        theirs = [folded(heading) for heading in one.header]
        if of_program(theirs) != of_program(headings):
            continue
        meanings = dict(book_import.columns)
        for place, again in enumerate(numbered(headings)):
            if again in (before := numbered(theirs)):
                said = one.columns.get(str(before.index(again)), "")
                meanings[str(place)] = said
        return {"columns": meanings, "order": one.order, "as_in_id": one.pk, "minutes": one.minutes}
    return {}


def of_program(headings):
    return sorted(one for one in headings if one != OF_MENDED)


def numbered(headings):
    """Each with how often it was there before, as two columns may have one heading."""
    return [(one, headings[:place].count(one)) for place, one in enumerate(headings)]


def remind_from(book_import):
    """The day, still to come, that was chosen for the file with these headings; or None."""
    earlier = None if book_import.is_begun else book_import.as_in
    day = earlier.remind_from if earlier and not earlier.undone_at else None
    return day if day and day >= timezone.localdate() else None


class Answers:
    """What somebody said the names of a file mean: in this import, or else in an earlier one."""

    def __init__(self, book_import):
        self.own = [book_import] if book_import.asks == Step.PREVIEW else []
        earlier = list(
            book_import.earlier().filter(asks__in=[Step.PREVIEW, Step.REPORT])[:LOOKED_AT]
        )
        same = [one for one in earlier if one.pk == book_import.as_in_id]
        self.imports = [*self.own, *same, *(one for one in earlier if one not in same)]
        self.same_file = {one.pk for one in (*self.own, *same)}

    def of(self, kind):
        """The answer to each name that has one, by the folded name.

        Rows without a name have the answer of files with the same headings only.
        """
        found = {}
        for one in self.imports:
            for name, answer in getattr(one, kind).items():
                if name or one.pk in self.same_file:
                    found.setdefault(folded(name), without_count(answer) | self.where(one))
        return found

    def where(self, one):
        return {} if one in self.own else {"as_in": one.pk}

    @property
    def has_length(self):
        """Whether the length of visits without an end has been asked about, and may be empty."""
        return any(one.lacks_length for one in self.imports if one.pk in self.same_file)


def without_count(answer):
    left = ("count", "is_answered", "as_in")
    return {name: value for name, value in answer.items() if name not in left}
