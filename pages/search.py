import re

from django import forms
from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchHeadline,
    SearchQuery,
    SearchQueryField,
    SearchRank,
)
from django.db.models import F
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.anchors import anchored
from pages.models import Revision, Section, Words
from pages.models.words import ENGLISH
from pages.plain import (
    START,
    STOP,
    Decomposed,
    excerpt,
    plain,
    searchable,
    with_accents,
    without_accents,
)

LONGEST = 200  # characters of a query
SHOWN = 20  # pages


class SearchForm(forms.Form):
    q = forms.CharField(
        label="What are you looking for?",
        max_length=LONGEST,
        required=False,
        error_messages={
            "max_length": f"Use at most {LONGEST} characters. A few words find more than many."
        },
    )


@require_safe
def search(request):
    """Look for words in what readers can read now."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/search.html", {"form": form}, status=422)
    words = " ".join(form.cleaned_data["q"].split())
    letters = " ".join(without_accents(words).split())  # none are left of lone accents
    results = found(letters) if letters else []
    some = "" if results else some_of(letters)
    results = results or (found(some) if some else [])
    context = {"form": form, "words": words, "results": results[:SHOWN], "only_some": bool(some)}
    return render(request, "pages/search.html", context | {"has_more": len(results) > SHOWN})


def some_of(words):
    """A query for any of several words, or nothing where somebody has said more exactly what."""
    return " or ".join(words.split()) if re.fullmatch(r"[^\W_]+( [^\W_]+)+", words) else ""


def found(words):
    """The live versions in which these words stand, the best first and one more than is shown.

    Each has an `excerpt`, and as `section` the one that fits best, if the words are in any.
    """
    query = as_query(words)
    fitting = (
        Words.objects.filter(section=None, vector=query)
        .filter(revision__in=Revision.objects.read_now())
        .select_related("revision__page")
        .defer("vector")
        .annotate(rank=SearchRank(F("vector"), query))
        .annotate(**marks(F("revision__summary"), query))
        .order_by("-rank", "revision__page__order", "pk")[: SHOWN + 1]
    )
    revisions = []
    for one in fitting:
        one.revision.headline, one.revision.decomposed = one.headline, one.decomposed
        revisions.append(one.revision)
    add_sections(revisions, query)
    for revision in revisions:
        revision.excerpt = excerpt(with_accents(revision.headline, revision.decomposed))
    return revisions


def marks(text, query):
    """What `with_accents` makes a text of, in which all matches are marked."""
    headline = SearchHeadline(
        searchable(text),
        query,
        config=ENGLISH,
        start_sel=START,
        stop_sel=STOP,
        highlight_all=True,
    )
    return {"decomposed": Decomposed(text), "headline": headline}


def add_sections(revisions, query):
    """Give each revision its best section, and that one's excerpt, in two queries."""
    fits = SearchRank(F("words__vector"), query)
    sections = Section.objects.filter(revision__in=revisions).annotate(rank=fits).defer("body")
    by_revision = {}
    for section in sections:
        by_revision.setdefault(section.revision_id, []).append(section)
    for revision in revisions:
        of_page = anchored(by_revision.get(revision.pk, []))
        best = max(of_page, key=lambda one: one.rank, default=None)
        revision.section = best if best and best.rank > 0 else None
    shown = {one.section.pk: one for one in revisions if one.section}
    read = Section.objects.filter(pk__in=shown).annotate(**marks(plain(F("body")), query))
    for section in read.only("pk"):
        shown[section.pk].headline = section.headline
        shown[section.pk].decomposed = section.decomposed


def as_query(words):
    """The words, without accents, as a search engine takes them; the last may be unfinished."""
    query = SearchQuery(words, config=ENGLISH, search_type="websearch")
    *before, last = words.split()
    if '"' in words or not re.fullmatch(r"[^\W_]{3,}", last):
        return query
    begun = SearchQuery(f"{last}:*", config=ENGLISH, search_type="raw")
    if before:
        before = SearchQuery(" ".join(before), config=ENGLISH, search_type="websearch")
        begun = combined(before, "&&", begun)
    return combined(query, "||", begun)


def combined(one, operator, other):
    """What `one | other` gives, with the type that Django cannot find out by itself."""
    return CombinedSearchQuery(one, operator, other, ENGLISH, output_field=SearchQueryField())
