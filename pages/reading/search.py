import re
from dataclasses import dataclass

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

from clinic.watched import Topic, kept
from pages.models import EmptySearch, Revision, Section, SectionAnchor, Words
from pages.models.search_index import ENGLISH, OF_TITLE, WITH_SMALL_WORDS
from pages.text.plain import (
    START,
    STOP,
    Decomposed,
    excerpt,
    searchable,
    with_accents,
    words_of,
)
from pages.text.rich_text import anchored
from pages.text.spelling import in_one_spelling, spellings
from typed.text import without_accents

LONGEST = 200  # characters of a query
STOPS = re.compile(r"[?!.,;:…]+(?=\s|$)")
HYPHEN = re.compile(r"(?<=\w)[-‐‑](?=\w)")
# “How does it work?” is about the page's subject, which the title names.
PRONOUNS = {"it", "this", "that", "they", "you", "i", "we", "my", "your"}
SHOWN = 20  # pages
# Programs that say what they are: nobody looked for these words.
PROGRAMS = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)
RANKED = 200  # pages; a word on more of them is so common that their order means little


class SearchForm(forms.Form):
    q = forms.CharField(
        label="What are you looking for?",
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": f"Use at most {LONGEST} characters. A few words find more."},
    )


@require_safe
@kept(Topic.PAGES, by_query=True)
def search(request):
    """Search what readers can see now.

    A GET changes nothing, with one exception like a line in a log: words that find nothing are
    counted, for editors. Neither the page nor what is kept of it depends on that. The same search
    again, as when a page is reloaded, is answered from memory and not counted.
    """
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "pages/search.html", {"form": form}, status=422)
    words = " ".join(form.cleaned_data["q"].split())
    letters = " ".join(STOPS.sub("", without_accents(words)).split())  # only accents: nothing left
    results = found(as_query(letters), letters) if letters else []
    some = "" if results else some_of(letters)
    if some:
        small = of_words(some, WITH_SMALL_WORDS)  # used only if nothing else matches
        results = found(any_of(some), letters) or found(small, letters)
    if letters and not results and is_of_a_reader(request):
        EmptySearch.objects.count_in(letters)
    context = {"form": form, "words": words, "results": results[:SHOWN], "only_some": bool(some)}
    return render(request, "pages/search.html", context | {"has_more": len(results) > SHOWN})


def is_of_a_reader(request):
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and not PROGRAMS.search(agent)


def some_of(words):
    """The words joined by “or”; "" for a single word, or with quotes or any other punctuation."""
    return " or ".join(words.split()) if re.fullmatch(r"[^\W_]+( [^\W_]+)+", words) else ""


def found(query, words):
    """The live versions that match, best first, up to one more than is shown."""
    marked = either(query, *(of_words(one) for one in spellings(words)))
    fitting = list(
        Words.objects.filter(section=None, revision__in=to_rank(query))
        .select_related("revision__page")
        .defer("vector")
        .annotate(rank=SearchRank(F("vector"), query))
        .annotate(**marks(F("revision__summary"), marked))
        .order_by("-rank", "revision__page__order", "pk")[: SHOWN + 1]
    )
    sections = best_sections([one.revision_id for one in fitting], query)
    read = Section.objects.filter(pk__in=[one.pk for one in sections.values()])
    read = read.annotate(**marks(words_of(F("body")), marked)).only("revision_id")
    texts = {one.revision_id: one for one in fitting} | {one.revision_id: one for one in read}
    return [
        Result(one.revision, sections.get(one.revision_id), texts[one.revision_id])
        for one in fitting
    ]


def to_rank(query):
    """The live versions that match: all, or RANKED for a common word, with titles first.

    Ranking a version means reading all its words.
    """
    words = Words.objects.filter(section=None).annotate(of_title=OF_TITLE)
    keys = live_versions(words.filter(vector=query), RANKED + 1)
    if len(keys) <= RANKED:
        return keys
    titled = live_versions(words.filter(of_title=query), RANKED)
    return list(dict.fromkeys([*titled, *keys]))[:RANKED]


def live_versions(words, most):
    live = Revision.objects.visible_now().filter(pk__in=words.values("revision"))
    return list(live.order_by().values_list("pk", flat=True)[:most])


@dataclass
class Result:
    """A page that matches, its best matching section if any, and the text to excerpt."""

    revision: Revision
    section: Section | None
    marked: object  # with `headline` and `decomposed`, as `marks` gives them

    def excerpt(self):
        return excerpt(with_accents(self.marked.headline, self.marked.decomposed))


def marks(text, query):
    """The marked text for `with_accents`, with all matches."""
    headline = SearchHeadline(
        searchable(text),
        query,
        config=ENGLISH,
        start_sel=START,
        stop_sel=STOP,
        highlight_all=True,
    )
    return {"decomposed": Decomposed(text), "headline": headline}


def best_sections(revisions, query):
    """The best-matching section of each revision, by the revision's key."""
    fits = SearchRank(F("words__vector"), query)
    sections = Section.objects.filter(revision__in=revisions).annotate(rank=fits).defer("body")
    by_revision = {}
    for section in sections:
        by_revision.setdefault(section.revision_id, []).append(section)
    remembered = SectionAnchor.objects.of_revisions(revisions)
    best = {
        key: max(anchored(of_page, remembered[key]), key=lambda one: one.rank)
        for key, of_page in by_revision.items()
    }
    return {key: section for key, section in best.items() if section.rank > 0}


def as_query(words):
    """A web-style query for unaccented words; the last word may be unfinished."""
    alike = in_one_spelling(words)
    query = either(of_words(words), of_words(alike), of_words(HYPHEN.sub(" ", words)))
    if re.search(r"(^|\s)-", words):
        return of_words(alike)  # with two spellings, one would find what the other excludes
    small = " ".join(one for one in alike.split() if one.lower() not in PRONOUNS) or alike
    query = either(query, of_words(small, WITH_SMALL_WORDS))
    if '"' in words or not re.fullmatch(r"[^\W_]{3,}", alike.split()[-1]):
        return query
    return either(query, begun(alike, ENGLISH), begun(small, WITH_SMALL_WORDS))


def any_of(words):
    """Matches any word that isn't a stop word."""
    return either(of_words(words), of_words(in_one_spelling(words)))


def of_words(words, config=ENGLISH):
    return SearchQuery(words, config=config, search_type="websearch")


def begun(words, config):
    """All of the words; the last may be a prefix."""
    *before, last = words.split()
    if not re.fullmatch(r"[^\W_]{3,}", last):
        return of_words(words, config)
    query = SearchQuery(f"{last}:*", config=config, search_type="raw")
    return combined(of_words(" ".join(before), config), "&&", query) if before else query


def either(first, *others):
    for other in others:
        first = combined(first, "||", other)
    return first


def combined(one, operator, other):
    """`one | other`, with the output type that Django can't infer."""
    return CombinedSearchQuery(one, operator, other, ENGLISH, output_field=SearchQueryField())
