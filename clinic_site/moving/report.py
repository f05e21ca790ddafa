"""What an import will do, or has done, in words and as a file."""

import csv
from collections import Counter

from django.db.models import Count

from clinic.clock import in_full
from clinic_site.moving.states import IN_WORDS, LEFT_OUT
from typed.spreadsheet import harmless

MARK = "\ufeff"  # by which Excel knows UTF-8
HEADER = (
    *("In the file", "Kind", "State there", "Old address", "Title", "Published there", "Author"),
    *("What becomes of it", "New address", "Comments", "Pictures without a file", "To know"),
)


def comments_in_words(counts):
    """“12 approved, 1 waiting”, of counts by state."""
    shown = [f"{counts[state]:,} {words}" for state, words in IN_WORDS.items() if counts.get(state)]
    return ", ".join(shown)


def left_out_in_words(counts):
    return [f"{words}: {counts[one]:,}" for one, words in LEFT_OUT.items() if counts.get(one)]


def sums(items, column):
    """The counts in this JSON column of these items, together."""
    total = Counter()
    for counts in items.values_list(column, flat=True).iterator():
        total.update({name: number for name, number in counts.items() if number})
    return total


def left_out_items(work):
    """How many items of each kind do not come along, and why."""
    found = work.items.exclude(why_not="").values("kind", "why_not").order_by("kind", "why_not")
    return list(found.annotate(number=Count("pk")))


def staying(work):
    """The items that do not come along."""
    return work.items.exclude(is_chosen=True, why_not="")


def outcome(item):
    """What becomes of the item, in words."""
    if item.why_not:
        return "Left out"
    if not item.is_chosen:
        return "Left out by you"
    if item.state != item.State.DONE:
        return "Already here" if item.is_here else "Becomes a draft"
    if item.page_id is None:
        return "Its page has been deleted here"
    return "Was here already" if item.is_here else "Is a draft"


def remarks(item):
    return [one for one in (item.why_not, *item.left_out, *item.said) if one]


def rows(work):
    """Lines of the file, without anything that visitors wrote."""
    yield HEADER
    for item in work.items.select_related("page").iterator():
        counts = item.came if item.state == item.State.DONE else item.counts
        new = item.page.get_absolute_url() if item.page else item.slug and f"/{item.slug}/"
        yield (
            *(item.number, item.kind, item.status, item.link, item.title),
            *(in_full(item.at) if item.at else "", item.by, outcome(item)),
            new if item.is_chosen else "",
            "; ".join([comments_in_words(counts), *left_out_in_words(item.counts)]).strip("; "),
            *("\n".join(item.missing), "\n".join(remarks(item))),
        )


class Echo:
    """A file whose `write` hands the line back."""

    @staticmethod
    def write(line):
        return line


def lines(work):
    """The report as a CSV file, line by line."""
    writer = csv.writer(Echo())
    yield MARK
    for row in rows(work):
        yield writer.writerow([harmless(str(cell)) for cell in row])
