"""Pages whose text somebody should read again."""

from django.utils.translation import ngettext

from clinic_site.desk.section import Section, list_url
from inbox.counting import in_words
from pages.models import Page, Revision


def to_count():
    revisions = Revision.objects
    return {
        "overdue": revisions.overdue().values("pk"),
        "never": revisions.never_reviewed().values("pk"),
    }


def section(counts):
    lists = [("overdue", "overdue for review"), ("never", "never reviewed")]
    links = [
        (
            f"{in_words(count).capitalize()} {ngettext('page', 'pages', count)} {words}",
            list_url(Page, f"review={query}"),
        )
        for query, words in lists
        if (count := counts[query])
    ]
    return Section("reviews", "Pages", [], sum(counts[query] for query, _ in lists), links=links)
