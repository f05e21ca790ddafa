"""What an import will do, or has done, in words and as a file."""

import csv
from collections import Counter

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from clinic.clock import in_full
from clinic_site.moving.not_kept import LOCKED
from clinic_site.moving.old_addresses import parts_of
from clinic_site.moving.pictures import below_uploads_of, original
from clinic_site.moving.planning import (
    BROUGHT_IN,
    DELETED_HERE,
    IN_TRASH,
    NOT_WRITTEN,
    OF_DESIGN,
    UNKNOWN_KIND,
    WHY_NOT,
)
from clinic_site.moving.states import IN_WORDS, KINDS, LEFT_OUT, STATUSES
from pages.models import Revision
from typed.spreadsheet import harmless

MARK = "\ufeff"  # by which Excel knows UTF-8
FILE = "attachment"
LABELS = {  # of items that are not brought in, by why
    IN_TRASH: "Pages and posts in the old site’s trash",
    NOT_WRITTEN: "Pages and posts that were started on the old site and never saved",
    OF_DESIGN: "Parts of the old site’s design or settings",
    DELETED_HERE: "Pages that somebody has deleted here since an earlier import",
    WHY_NOT["nav_menu_item"]: "Entries in the old menu (here, the pages themselves are the menu)",
    WHY_NOT["revision"]: "Earlier versions of pages",
}
HEADER = (
    *("Item", "Kind", "State on the old site", "Old address", "Title", "Published", "Author"),
    *("Outcome", "New address", "Comments", "Pictures without a file", "Notes"),
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


def left_out_items(work, library):
    """How many items are not brought in, by why, in words."""
    found = work.items.exclude(why_not="").exclude(kind=FILE).values("kind", "why_not")
    counts = Counter()
    for one in found.order_by("kind", "why_not").annotate(number=Count("pk")):
        counts[label_of(one["kind"], one["why_not"])] += one["number"]
    if library.unused:
        counts["Pictures and files that no page shows"] = len(library.unused)
    return list(counts.items())


def staying(work):
    """The items that are not brought in."""
    return work.items.exclude(is_chosen=True, why_not="")


def label_of(kind, why_not):
    unknown = f"Items of the kind “{kind}”, which this site does not have"
    return unknown if why_not == UNKNOWN_KIND.format(kind) else LABELS.get(why_not, why_not)


def described(item):
    """What the item was there: “Page, published, May 3, 2018”."""
    status = STATUSES.get(item.status, item.status) if item.kind in BROUGHT_IN else ""
    day = item.at and date_format(timezone.localtime(item.at), "F j, Y")
    locked = "with a password" if LOCKED in item.left_out else ""
    kind = KINDS.get(item.kind, f"of the kind “{item.kind}”")
    return ", ".join(filter(None, (capfirst(kind), status, day, locked)))


def old_address(item):
    """Its address; "" for a draft, which had none but that of the whole site."""
    return item.link if parts_of(item.link)[0] else ""


class Library:
    """The files of the old site's library, and which of them no page that is brought in shows."""

    def __init__(self, work):
        chosen = work.items.filter(kind__in=BROUGHT_IN, is_chosen=True, why_not="")
        lists = chosen.values_list("pictures", flat=True)
        shown = {file_of(address) for addresses in lists for address in addresses}
        files = work.items.filter(kind=FILE).values_list("pk", "about_file__url")
        files = {pk: file_of(address or "") for pk, address in files}
        self.unused = {pk for pk, file in files.items() if file not in shown}
        self.used = len(files) - len(self.unused)


def file_of(address):
    return original(below_uploads_of(address))


def outcome(item, library):
    """What happens to the item, or what happened, in words."""
    if item.kind == FILE:
        return "No page shows it" if item.pk in library.unused else "A page shows it"
    if item.why_not:
        return "Left out"
    if not item.is_chosen:
        return "Left out by you"
    if item.state != item.State.DONE:
        return "Already here" if item.is_here else "Becomes a draft"
    if item.page_id is None:
        return "Its page has been deleted here"
    return "Was already here" if item.is_here else "Became a draft"


def remarks(item):
    why_not = "" if item.kind == FILE else item.why_not
    return [one for one in (why_not, *item.left_out, *item.said) if one]


def rows(work):
    """Lines of the file, without anything that visitors wrote."""
    library = Library(work)
    yield HEADER
    for item in work.items.select_related("page").iterator():
        counts = item.came if item.state == item.State.DONE else item.counts
        new = item.page.get_absolute_url() if item.page else item.slug and f"/{item.slug}/"
        yield (
            *(item.number, item.kind, item.status, item.link, item.title),
            *(in_full(item.at) if item.at else "", item.by, outcome(item, library)),
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


def shown(work, items, wanted, library):
    """The items of the list that is `wanted`, one of those in `screens.SHOW`."""
    if wanted == "left":
        others = work.items.exclude(kind__in=(*BROUGHT_IN, FILE))
        unused = work.items.filter(pk__in=library.unused)
        return others | unused | items.exclude(why_not="")
    if wanted == "pictures":
        return items.exclude(missing=[])
    if wanted == "notes":
        return items.exclude(left_out=[], said=[])
    return items


def described_rows(page, library):
    """The items on this page, each with what the screen says about it."""
    of_pages = Revision.objects.drafts().filter(page__in=[item.page_id for item in page])
    drafts = {one.page_id: one for one in of_pages.only("page")}
    for item in page:
        item.draft = drafts.get(item.page_id)
        is_done = item.state == item.State.DONE
        item.described, item.old_address = described(item), old_address(item)
        item.outcome = outcome(item, library)
        item.comments = comments_in_words(item.came if is_done else item.counts)
        item.remarks = remarks(item)
    return page
