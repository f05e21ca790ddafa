"""What PostgreSQL is asked for when somebody searches the site."""

import re
from functools import lru_cache

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchHeadline,
    SearchQuery,
    SearchQueryField,
)
from django.db.models import Func, Value
from django.db.models.functions import Cast

from pages.models.search_index import ENGLISH, WITH_SMALL_WORDS
from pages.text.plain import START, STOP, Decomposed, searchable
from pages.text.spelling import FAMILIES, in_one_spelling, spellings
from typed.text import without_accents

HYPHEN = re.compile(r"(?<=\w)[-‐‑](?=\w)")
EXCLUDES = re.compile(r"(^|\s)-")
WORD = re.compile(r"[^\W_]+")
# “How does it work?” is about the page's subject, which the title names.
PRONOUNS = {"it", "this", "that", "they", "you", "i", "we", "my", "your"}
SHORTEST = 4  # letters of a word that may be the beginning of another
ALIKE = 3  # letters that all forms of a word begin with
MOST_SETS = 12  # of synonyms in one search


class Rewritten(Func):
    """The query, and wherever it asks for all words of `target`, `other` instead."""

    function = "ts_rewrite"
    output_field = SearchQueryField()

    def __init__(self, query, target, other):
        super().__init__(query, target, other)


def as_query(words):
    """A web-style query for unaccented words, all of them, in any of their forms."""
    alike = in_one_spelling(words)
    if EXCLUDES.search(words):
        return of_words(alike)  # with two spellings, one would find what the other excludes
    query = either(of_words(words), of_words(alike), of_words(HYPHEN.sub(" ", words)))
    return either(query, of_words(without_pronouns(alike), WITH_SMALL_WORDS))


def begun(words):
    """The same with the last word unfinished; None if that is not what it looks like.

    Tried only for words that find nothing: “fee” should not find what patients feel.
    """
    words = in_one_spelling(words)
    if '"' in words or EXCLUDES.search(words):
        return None
    *before, last = words.split()
    if not re.fullmatch(rf"[^\W_]{{{SHORTEST},}}", last):
        return None
    query = SearchQuery(f"{last}:*", config=ENGLISH, search_type="raw")
    return combined(of_words(" ".join(before)), "&&", query) if before else query


def some_of(words):
    """The words joined by “or”; "" for a single word, or with quotes or any other punctuation."""
    return " or ".join(words.split()) if re.fullmatch(r"[^\W_]+( [^\W_]+)+", words) else ""


def any_of(words):
    """Matches any word that isn't a stop word."""
    return either(of_words(words), of_words(in_one_spelling(words)))


def widened(query, words, sets):
    """The query that also accepts, for words of a set, any others of that set.

    PostgreSQL compares them by their stems; here is decided only which sets can matter. Each gets
    a name first, because what one has put into the query must not be widened by the next: a search
    for many words of a set would become longer than can be answered.
    """
    said = {one[:ALIKE] for form in forms(words) for one in WORD.findall(form)}
    near = [one for one in map(forms_of, (*FAMILIES, *sets)) if any(are_said(x, said) for x in one)]
    near = [(as_lexeme(number), one) for number, one in enumerate(near[:MOST_SETS])]
    asked = [(form, name) for name, one in near for form in one if are_said(form, said)]
    for form, name in sorted(asked, key=lambda one: -len(one[0].split())):
        query = Rewritten(query, SearchQuery(form, config=ENGLISH), name)
    for name, one in near:
        query = Rewritten(query, name, either(*map(phrase, one)))
    return query


def as_lexeme(number):
    """One that is no word of any text."""
    return Cast(Value(f"'={number}'"), SearchQueryField())


def forms_of(words):
    return list(dict.fromkeys(form for one in words for form in forms(without_accents(one))))


@lru_cache(maxsize=4096)
def forms(words):
    """In lower case, the words in the search's one spelling, and with spaces for hyphens."""
    words = words.lower()
    return list(dict.fromkeys([in_one_spelling(words), HYPHEN.sub(" ", words)]))


def are_said(form, beginnings):
    found = WORD.findall(form)
    return bool(found) and all(one[:ALIKE] in beginnings for one in found)


def phrase(words):
    return SearchQuery(words, config=ENGLISH, search_type="phrase")


def marked(query, words):
    """Matches what this query finds and all spellings of these words, to mark them in a text."""
    return either(query, *(of_words(one) for one in spellings(words)))


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


def without_pronouns(words):
    return " ".join(one for one in words.split() if one.lower() not in PRONOUNS) or words


def of_words(words, config=ENGLISH):
    return SearchQuery(words, config=config, search_type="websearch")


def either(first, *others):
    for other in others:
        first = combined(first, "||", other)
    return first


def combined(one, operator, other):
    """`one | other`, with the output type that Django can't infer."""
    return CombinedSearchQuery(one, operator, other, ENGLISH, output_field=SearchQueryField())
