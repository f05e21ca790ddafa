"""What the clinic has answered to comments, for the search of the site."""

from django.db.models import F, OuterRef, Subquery

from clinic.desk_search import Matches
from comments.models import Comment
from pages.models import Revision
from pages.reading.search_beside import Found, sources
from pages.reading.search_query import marks
from pages.text.plain import excerpt, with_accents

MOST = 3


def hand_over():
    sources.append(answers_to_comments)


def answers_to_comments(query, marked):
    """The newest answers that match, themselves or in what they answer. One query."""
    live = Revision.objects.filter(page=OuterRef("page_id")).live()
    rows = Comment.objects.answered().filter(Matches(F("searched"), query), page__is_public=True)
    rows = rows.placed().select_related("page").defer("words")
    rows = rows.annotate(title=Subquery(live.values("title")[:1]), **marks(F("reply"), marked))
    found = rows.exclude(title=None).order_by("-replied_at", "-pk")[:MOST]
    return [Found(one.title, one.get_absolute_url(), excerpt_of(one)) for one in found]


def excerpt_of(row):
    return excerpt(with_accents(row.headline, row.decomposed))
