"""What an editor could look at again before a page is published."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from clinic.sentences import sentences
from pages.blocks import CARDS
from pages.text.image_advice import of_image
from pages.text.link_advice import Places, of_link
from pages.text.pasted import read
from pages.text.pasted.nodes import lines_of, links_of, tables_of
from pages.text.places import (
    DESCRIPTION,
    IMAGE,
    REVIEW,
    SHARING,
    SUMMARY,
    TITLE,
    place_of,
)
from pages.text.rich_text import anchored
from pages.text.wording import found_in_places


def word_count(text) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


MOST_WORDS = 25  # words in a sentence: what GOV.UK and plain-language guides advise
MANY_WORDS = 200  # in one section
SHORT_DESCRIPTION, LONG_DESCRIPTION = 50, 160  # characters; search results cut off the rest
QUOTED = 8  # words
PARTS = (TITLE, SUMMARY, DESCRIPTION, IMAGE, SHARING, REVIEW)


@dataclass(frozen=True)
class Advice:
    """A suggestion about one part of a page, which `part` and `target` name as a Place does."""

    part: str
    words: str
    quote: str = ""
    target: str = ""
    is_of_wording: bool = False


def advise(
    revision, sections, known_paths=None, other_titles=(), kinds_shown=None, today=None
) -> list[Advice]:
    """Suggestions for this revision with these sections, saved or not.

    `known_paths` is a container of this site's working paths; without it, links are not checked.
    `other_titles` are those of the other live pages. `kinds_shown` are the kinds of sections that
    readers see on them; without it, nobody is told that a section gathers nothing.
    """
    sections = list(sections)
    wording = of_wording(revision, sections)
    page = [
        *of_page(revision, other_titles),
        *(one for one in wording if one.target.startswith("id_")),
    ]
    page.sort(key=lambda one: PARTS.index(one.part))
    found = [*page, *of_review(revision, today or timezone.localdate())]
    found += [Advice("Sections", words) for words in of_sections(revision, sections)]
    headings, links = set(), {}
    places = Places(known_paths, {one.anchor for one in anchored(sections)})
    folder = revision.page.folder if revision.page_id else ""
    gathered = None if kinds_shown is None else {*kinds_shown, *(one.kind for one in sections)}
    for section in sections:
        name = section.heading.strip()
        place = place_of(section)
        about = [*of_section(section, places), *links_apart(section, links)]
        about += [(words, "") for words in section.block.advice(section, folder)]
        if gathered is not None and section.block.gathers not in ("", *gathered):
            about.append((section.block.nothing_yet, ""))
        if name and name.lower() in headings:
            about.append(("Another section has the same heading.", ""))
        headings.add(name.lower())
        found += [Advice(place.part, *one, place.target) for one in about]
        found += [one for one in wording if one.target == place.target]
    return found


def of_page(revision, other_titles):
    title, summary = revision.title.strip(), revision.summary.strip()
    if not title:
        yield Advice(TITLE, "The page has no title yet.", "", "id_title")
    if title.lower() in {other.strip().lower() for other in other_titles}:
        yield Advice(TITLE, "Another page has the same title.", title, "id_title")
    if not summary:
        words = "Empty. One or two sentences tell readers whether they are on the right page."
        yield Advice(SUMMARY, words, "", "id_summary")
    yield from of_description(revision.seo_description.strip(), summary)
    for part, field in zip(PARTS, ("title", "summary", "seo_description"), strict=False):
        for words, quote in of_text(getattr(revision, field)):
            yield Advice(part, words, quote, f"id_{field}")
    for words, quote in of_image(revision, title):
        yield Advice(IMAGE, words, quote, "id_alt")


def of_description(own, summary):
    part, target = DESCRIPTION, "id_seo_description"
    description, which = (own, "It") if own else (summary, "Empty, so the summary is used. It")
    length = len(description)
    if not description:
        words = "Empty, and so is the summary. Search engines will choose some words themselves."
        yield Advice(part, words, "", target)
    elif length < SHORT_DESCRIPTION:
        words = f"{which} has {length} characters. Use {SHORT_DESCRIPTION} or more."
        yield Advice(part, words, "", target)
    elif length > LONG_DESCRIPTION:
        words = (
            f"{which} has {length} characters. Search engines cut it off after {LONG_DESCRIPTION}."
        )
        yield Advice(part, words, "", target)


def of_review(revision, today):
    part = REVIEW
    if not revision.reviewed_on:
        words = "No review has been recorded."
        yield Advice(part, words, "", "id_reviewed_on")
    elif not revision.reviewed_by.strip():
        yield Advice(part, "The reviewer’s name is missing.", "", "id_reviewed_by")
    if not revision.next_review_on:
        yield Advice(part, "No date is set for the next review.", "", "id_next_review_on")
    elif revision.next_review_on < today:
        day = date_format(revision.next_review_on)
        yield Advice(part, f"The next review was due on {day}.", "", "id_next_review_on")


def of_sections(revision, sections):
    if not sections:
        yield "The page has no sections yet."
    is_home = revision.page_id and revision.page.is_home
    if is_home and all(one.kind != CARDS for one in sections):
        yield "This page has no cards that lead to other pages."


def needed(block):
    return set(block.columns) - set(block.optional)


def of_section(section, places):
    """Suggestions for one section, each with the text that it quotes."""
    block = section.block
    if "heading" in needed(block) and not section.heading.strip():
        yield "It has no heading.", ""
    for text in [section.heading, *block.texts(section.data)]:
        yield from of_text(text)
    yield from of_image(section, section.heading)
    nodes = read(section.body).children
    body, tables = list(lines_of(nodes)), list(tables_of(nodes))
    in_cells = {id(line) for table in tables for line in lines_of(table.children)}
    shows_image = block.body_or_image and (section.drawing or section.image_id)
    if "body" in needed(block) and not body and not shows_image:
        yield "It has no text.", ""
    if block.body_or_image and is_long_without_heading(section, body):
        yield f"More than {MANY_WORDS} words without a heading. Readers look for headings.", ""
    level = 2
    for line in body:
        text = joined(line.texts)
        if line.tag != "p":
            if int(line.tag[1]) > level + 1:
                yield "This small heading has no larger one before it.", text
            level = int(line.tag[1])
        elif looks_like_heading(line, text) and id(line) not in in_cells:
            yield "All in bold. If it is a heading, choose “Heading” for it.", text
        yield from of_text(text)
    if not all(map(names_columns, tables)):
        yield (
            "This table has no header row, so on a phone readers can’t tell what its values mean.",
            "",
        )
    for text, href in [*links_of(body), *block.links(section.data)]:
        yield from of_link(text, href, places)


def is_long_without_heading(section, lines):
    if section.heading.strip() or any(line.tag != "p" for line in lines):
        return False
    return sum(word_count(joined(line.texts)) for line in lines) > MANY_WORDS


def names_columns(table):
    return all(cell.tag == "th" for cell in table.children[0].children)


def of_text(text):
    for sentence in sentences(text):
        count = word_count(sentence)
        if count > MOST_WORDS:
            yield (
                f"A sentence of {count} words. Two shorter ones are easier to read.",
                begin(sentence),
            )
        if sentence.isupper() and count > 3:
            yield "All capitals are hard to read.", begin(sentence)


def of_wording(revision, sections):
    """What the rules for wording find, as the question before publishing does."""
    return [
        Advice(
            place.part,
            f"{one.rule.degree_words}: {one.rule.name.lower()} (“{one.words}”). {one.rule.says}",
            begin(one.sentence),
            place.target,
            is_of_wording=True,
        )
        for place, one in found_in_places(revision, sections)
    ]


def links_apart(section, seen):
    """Links that lead elsewhere than an earlier one with the same words, which `seen` keeps."""
    for text, href in section.links:
        first = seen.setdefault(text.lower(), href)
        if first != href:
            yield f"The same link text leads to two places: {first} and {href}.", text


def looks_like_heading(line, text):
    words = [marks.strong for one, marks in line.texts if one.strip()]
    return all(words) and word_count(text) < 10 and not text.rstrip().endswith((".", "!", ","))


def joined(texts):
    return "".join(text for text, _ in texts)


def begin(sentence):
    words = sentence.split()
    return " ".join(words[:QUOTED]) + ("…" if len(words) > QUOTED else "")
