"""The content of a page of WordPress as the sections of a page here.

Classic and block editor alike. The text goes through the cleaner that a paste goes through, so an
editor can save it unchanged. `left_out` says what it can't hold: nothing is lost silently.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from pages.text.pasted import cleaned
from pages.wordpress.cdata import without_cdata
from pages.wordpress.content import Content
from pages.wordpress.flow import Heading
from pages.wordpress.groups import (
    MOST_PARTS,
    MOST_SECTIONS,
    Part,
    groups_of,
    without_empty_headings,
    without_most_pictures,
)
from pages.wordpress.only_words import LONGEST_CONTENT, only_words, without_data
from pages.wordpress.own_marks import OwnMarks
from pages.wordpress.page import Page

HREF = re.compile(r'<a [^>]*?href="([^"]*)"')

NO_TEXT = "It has no text. Write it before you publish the page."
TOO_MANY = (
    f"Its text fills {{}} sections, and a page can have at most {MOST_SECTIONS}. Move some of it "
    "to another page before you save or publish this one."
)
NOTHING_BELOW = (
    "There is no text below the heading “{}”. Write some, or remove the section, before you "
    "publish the page."
)

__all__ = ["Converted", "Part", "converted", "lacking"]


@dataclass
class Converted:
    parts: list[Part]
    left_out: list[str]  # sentences
    links: list[str]  # web addresses that the text has links to, whole


def converted(content, site_url, gallery=None) -> Converted:
    """The sections, no more than a page here can have, unless its text fills more.

    `site_url` is the address of the page, or of its site: it completes links that have no host.
    `gallery` is asked for the pictures of galleries that name them by id only: see `OwnMarks`.
    Of content with more than a million characters, only the words are kept: its form is not worth
    the minutes that it would take.
    """
    content = without_data(without_cdata(content))
    if len(content) > LONGEST_CONTENT:
        parts, sentence = only_words(content)
        return Converted(parts, [sentence], [])
    page = Page(site_url)
    reading = Content(content, page)
    OwnMarks(reading, gallery)
    nodes = without_empty_headings(reading.read())
    top = min((node.level for node in nodes if isinstance(node, Heading)), default=0)
    groups = groups_of(nodes, top)
    if len(groups) > MOST_PARTS:
        top, groups = 0, groups_of(nodes, top=0)
    if len(groups) > MOST_PARTS:
        groups = groups_of(without_most_pictures(nodes, page.left_out), top=0)
    for address in links_lost(nodes, top):
        page.left_out.add("The link of a heading was left out", address)
    counts, too_large, parts = Counter(), [], []
    for group in groups:
        text = cleaned("".join(group.html))
        counts += text.left_out
        too_large += text.too_large
        parts += group.parts(text.html)
    links = [link for link in dict.fromkeys(page.links) if link.startswith(("http:", "https:"))]
    return Converted(parts, page.left_out.sentences(counts, too_large), links)


def lacking(sections):
    """A sentence for each reason why a page of these can't be published before somebody writes.

    Each section is its heading, and whether it has anything below that.
    """
    sections = list(sections)
    if not sections:
        yield NO_TEXT
    if len(sections) > MOST_SECTIONS:
        yield TOO_MANY.format(len(sections))
    for heading, has_more in sections:
        if not has_more:
            yield NOTHING_BELOW.format(heading)


def links_lost(nodes, top):
    """The addresses that headings of this level lead to: those of sections are plain text."""
    for node in nodes:
        if isinstance(node, Heading) and node.level == top:
            yield from map(unescape, HREF.findall(node.html))
