"""The summary of a draft and its description for search engines, from what the old site had.

The summary is shown above the text, so it must not repeat how the text begins. Search results of a
page without one show the beginning of its text anyway.
"""

import re

from clinic_site.moving import words
from pages.models import Revision

LONGEST_SUMMARY = Revision._meta.get_field("summary").max_length
LONGEST_DESCRIPTION = Revision._meta.get_field("seo_description").max_length
# What Yoast, Rank Math and All in One SEO put a page's own words in place of.
PATTERN = re.compile(r"%%?[a-z_]+%%?|#[a-z]+_[a-z_]+", re.IGNORECASE)
ENDING = re.compile(r"[\s.…\[\]]*\Z")

IS_PATTERN = (
    "Its description for search engines is only a plugin’s pattern, so it is left out: “{}”"
)
LONG_DESCRIPTION = "Its description for search engines is too long, so it is cut. In full: “{}”"


def excerpt_of(entry, parts):
    """Its excerpt as one line of plain text; "" if these parts begin with the same words."""
    return "" if repeats(entry, parts) else words.in_one_line(entry.excerpt)


def repeats(entry, parts):
    """Whether it has an excerpt with which these parts begin, too."""
    excerpt = ENDING.sub("", words.in_one_line(entry.excerpt)).casefold()
    start = " ".join(words.in_one_line(one.body) for one in parts[:2]).casefold()
    return bool(excerpt) and start.startswith(excerpt)


def description_of(entry):
    """What a plugin kept for search engines, or its beginning; "" for a plugin's pattern."""
    found = words.line(entry.description)
    return "" if PATTERN.search(found) else words.beginning(found, LONGEST_DESCRIPTION)


def said_of(entry):
    """A sentence if the description could not be kept as it was."""
    found = words.line(entry.description)
    if PATTERN.search(found):
        yield IS_PATTERN.format(found)
    elif len(found) > LONGEST_DESCRIPTION:
        yield LONG_DESCRIPTION.format(found)
