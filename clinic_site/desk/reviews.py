"""Pages whose text somebody should read again."""

from django.utils.translation import ngettext

from clinic_site.desk.section import Section, list_url
from inbox.counting import counted, in_words
from pages.models import Page, Revision


def section():
    lists = [
        (Revision.objects.overdue(), "overdue", "overdue for review"),
        (Revision.objects.never_reviewed(), "never", "never reviewed"),
    ]
    counts = [(counted(rows), query, words) for rows, query, words in lists]
    links = [
        (
            f"{in_words(count).capitalize()} {ngettext('page', 'pages', count)} {words}",
            list_url(Page, f"review={query}"),
        )
        for count, query, words in counts
        if count
    ]
    return Section("reviews", "Pages", [], sum(count for count, *_ in counts), links=links)
