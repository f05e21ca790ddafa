"""What the search of the public site has found in pages, and where in them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from clinic.desk_search import Matches
from clinic.in_json import in_json
from pages.blocks import QUESTION
from pages.models import Revision, Section, SectionAnchor, Synonyms, Words
from pages.models.page import HOME, Folder
from pages.models.search_index import OF_TITLE, WITH_SMALL_WORDS
from pages.reading.search_beside import found_beside
from pages.reading.search_query import (
    any_of,
    as_query,
    begun,
    marked,
    marks,
    of_words,
    some_of,
    widened,
)
from pages.text.plain import excerpt, with_accents, words_of
from pages.text.rich_text import anchored

SHOWN = 20  # pages
RANKED = 200  # pages; a word on more of them is so common that their order means little
MOST_SECTIONS = 3  # of a page, to go to
# Pages that nobody looks for, but that have many words: they are only in the footer.
FINE_PRINT = Q(
    revision__page__in_menu=False,
    revision__page__folder=Folder.NONE,
    revision__page__parent=None,
) & ~Q(revision__page__slug=HOME)
IS_FINE_PRINT = ExpressionWrapper(FINE_PRINT, output_field=BooleanField())
# What a page is about, by its folder, or by the kind of its best section.
PERSON, TREATMENT = "Our team", "Treatment"
ABOUT = {
    Folder.TEAM: PERSON,
    "person": PERSON,
    Folder.TREATMENTS: TREATMENT,
    "treatment": TREATMENT,
    QUESTION: "Questions and answers",
}

NOTHING = [], [], ""


def looked_for(words, all_or_none=False):
    """The pages and the answers beside them that have all of these words; or else the pages with
    words that begin like the last; or else those with some of them. With which of these it was.
    """
    sets = Synonyms.objects.sets()
    query = widened(as_query(words), words, sets)
    results, beside = found(query, words), found_beside(query, marked(query, words))
    if results or beside or all_or_none:
        return results, beside, "all"
    if (query := begun(words)) and (results := found(query, words)):
        return results, [], "begun"
    if some := some_of(words):
        query = widened(any_of(some), words, sets)
        small = of_words(some, WITH_SMALL_WORDS)  # used only if nothing else matches
        return found(query, words) or found(small, words), [], "some"
    return NOTHING


def found(query, words):
    """The live versions that match, best first, up to one more than is shown."""
    to_mark = marked(query, words)
    anchors = SectionAnchor.objects.filter(page=OuterRef("revision__page"))
    fitting = (
        Words.objects.filter(section=None, revision__in=to_rank(query))
        .select_related("revision__page")
        .defer("vector")
        .annotate(rank=SearchRank(F("vector"), query), is_titled=Matches(OF_TITLE, query))
        .annotate(is_fine_print=IS_FINE_PRINT, anchors_read=in_json(anchors))
        .annotate(**marks(F("revision__summary"), to_mark))
        .order_by("is_fine_print", "-is_titled", "-rank", "revision__page__order", "pk")
    )
    fitting = list(fitting[: SHOWN + 1])
    sections = best_sections(fitting, query)
    texts = texts_of([of_page[0] for of_page in sections.values()], to_mark)
    return [
        Result(one.revision, sections.get(one.revision_id, []), texts.get(one.revision_id, one))
        for one in fitting
    ]


def to_rank(query):
    """The live versions that match: all, or RANKED for a common word, with titles first.

    Ranking a version means reading all its words.
    """
    words = Words.objects.filter(section=None)
    keys = live_versions(words.filter(Matches(F("vector"), query)), RANKED + 1)
    if len(keys) <= RANKED:
        return keys
    titled = live_versions(words.filter(Matches(OF_TITLE, query)), RANKED)
    return list(dict.fromkeys([*titled, *keys]))[:RANKED]


def live_versions(words, most):
    live = Revision.objects.visible_now().filter(pk__in=words.values("revision"))
    return list(live.order_by().values_list("pk", flat=True)[:most])


def best_sections(fitting, query):
    """The sections of each revision that match, the best first, by the revision's key."""
    # A section that was added to a live version, as in a shell, has no words.
    fits = Coalesce(SearchRank(F("words__vector"), query), 0.0)
    revisions = [one.revision_id for one in fitting]
    sections = Section.objects.filter(revision__in=revisions).annotate(rank=fits).defer("body")
    by_revision = {}
    for section in sections:
        by_revision.setdefault(section.revision_id, []).append(section)
    remembered = {
        one.revision_id: {row["anchor"]: UUID(row["key"]) for row in one.anchors_read}
        for one in fitting
    }
    best = {
        key: sorted(anchored(of_page, remembered[key]), key=lambda one: -one.rank)
        for key, of_page in by_revision.items()
    }
    matching = {key: [one for one in of_page if one.rank > 0] for key, of_page in best.items()}
    return {key: of_page for key, of_page in matching.items() if of_page}


def texts_of(sections, to_mark):
    """The marked text of each section, with that of its own fields, by its revision's key."""
    own = [
        When(pk=one.pk, then=as_text(" ".join(["", *filter(None, one.block.texts(one.data))])))
        for one in sections
    ]
    if not own:
        return {}
    body = ExpressionWrapper(words_of(F("body")), output_field=TextField())
    read = Section.objects.filter(pk__in=[one.pk for one in sections])
    rows = read.annotate(**marks(Concat(body, Case(*own)), to_mark)).only("revision_id")
    return {one.revision_id: one for one in rows}


def as_text(words):
    return Value(words, TextField())


@dataclass
class Result:
    """A page that matches, its matching sections, the best first, and the text to excerpt."""

    revision: Revision
    sections: list
    marked: object  # with `headline` and `decomposed`, as `marks` gives them

    def excerpt(self):
        return excerpt(with_accents(self.marked.headline, self.marked.decomposed))

    @property
    def to_go(self):
        """The sections to go to: the best one and, of questions, the next best."""
        headed = [one for one in self.sections if one.heading]
        others = [one for one in headed[1:] if one.kind == QUESTION]
        return [*headed[:1], *others][:MOST_SECTIONS]

    @property
    def about(self):
        """What the page is about, in a word or two; "" for an ordinary page."""
        if self.revision.page.folder:
            return ABOUT.get(self.revision.page.folder, "")
        return ABOUT.get(self.sections[0].kind, "") if self.sections else ""
