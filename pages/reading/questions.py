"""Questions and answers: under their categories on a page, and where patients book."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.db.models import Count
from django.utils.html import strip_tags
from django.utils.text import slugify

from pages.blocks import QUESTION
from pages.models import Revision, Section
from pages.reading.links import followed

MOST_AT_BOOKING = 20
FEWEST = 2  # questions that make a page one of questions; categories that need headings


@dataclass
class Part:
    """A section of a page, or a category with its questions."""

    heading: str
    anchor: str
    sections: list = field(default_factory=list)
    is_category: bool = False


def parts_of(sections):
    """The sections in order; with several categories, each one's questions where its first is.

    A question without a category stays where it is.
    """
    categories = dict.fromkeys(filter(None, map(category_of, sections)))
    if len(categories) < FEWEST:
        return [Part(one.heading, one.anchor, [one]) for one in sections]
    taken = {anchor for one in sections for anchor in (one.anchor, *one.former_anchors)}
    parts = {}
    for one in sections:
        category = category_of(one)
        key = category or one.anchor
        if key not in parts:
            anchor = free(slugify(category) or "questions", taken) if category else one.anchor
            parts[key] = Part(category or one.heading, anchor, is_category=bool(category))
        parts[key].sections.append(one)
    return list(parts.values())


def free(anchor, taken):
    anchor = f"about-{anchor}"
    while anchor in taken:
        anchor += "-"
    taken.add(anchor)
    return anchor


def category_of(section):
    is_question = section.block.kind == QUESTION
    return " ".join(str(section.values["category"]).split()) if is_question else ""


def asked(sections):
    """Each question with its answer in plain words, if there are several."""
    found = [
        (one.heading, in_plain_words(one.body))
        for one in sections
        if one.block.kind == QUESTION and one.heading
    ]
    return found if len(found) >= FEWEST else []


def in_plain_words(body):
    spaced = re.sub("<(?=/?(p|h|li|ul|ol|br|t))", " <", body)
    return " ".join(unescape(strip_tags(spaced)).split())


def at_booking():
    """The questions that editors show where patients book, in the order of pages and sections."""
    sections = Section.objects.filter(kind=QUESTION, data__at_booking=True).select_related("image")
    live = sections.filter(revision__in=Revision.objects.visible_now().values("pk"))
    ordered = live.order_by("revision__page__order", "revision__page", "order", "pk")
    return followed(ordered[:MOST_AT_BOOKING])


def pages_of_questions():
    """The live versions of pages with several questions, in the order of the menu."""
    questions = Section.objects.filter(kind=QUESTION).exclude(heading="")
    several = questions.values("revision").annotate(count=Count("pk")).filter(count__gte=FEWEST)
    live = Revision.objects.visible_now().filter(pk__in=several.order_by().values("revision"))
    return live.select_related("page").order_by("page__order", "page")


def categories():
    """Those in use, in any version."""
    names = Section.objects.filter(kind=QUESTION).values_list("data__category", flat=True)
    return sorted({" ".join(name.split()) for name in names.distinct() if name})
