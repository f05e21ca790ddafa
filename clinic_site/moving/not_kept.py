"""What an editor learns of a page before it is brought in: what is left out, what it lacks."""

from clinic_site.moving import summaries, words
from pages.text.link_advice import hosts_to_book_at
from pages.text.pasted import links_in
from pages.wordpress.sections import lacking

MOST_NAMES = 500  # characters of a list of names
LOCKED = "It has a password on the old site, which is left out. Here it is a draft like the others."
UNTITLED = "It has no title. Enter one before you publish it."
REPEATED = "Its excerpt is left out, because the text begins with the same words."
LANGUAGE = "Language on the old site: {}."
TERMS = "Categories and tags, which pages here do not have, are left out: {}"
BOOKED_ELSEWHERE = (
    "It has links to book at {}. On this site, patients book at /book/: change these links before "
    "you publish it."
)
FIELDS = "Custom fields, some of them from plugins, are left out: {}"


def not_kept(item, text):
    """Sentences about this item, whose content is `text`."""
    links = (link for part in text.parts for link in links_in(part.body))
    terms = (*item.categories, *item.tags, *item.other_terms)
    found = [
        LOCKED if item.has_password else "",
        "" if words.line(item.title) else UNTITLED,
        LANGUAGE.format(words.line(item.language)) if item.language else "",
        *summaries.said_of(item),
        REPEATED if summaries.repeats(item, text.parts) else "",
        *text.left_out,
        named(BOOKED_ELSEWHERE, hosts_to_book_at(links)),
        named(TERMS, [one for one in terms if one.lower() != "uncategorized"]),
        named(FIELDS, item.other_fields),
        *lacking((part.heading, part.body or part.image_url) for part in text.parts),
    ]
    return [words.printable(one) for one in found if one]


def named(sentence, names):
    shown = words.shortened(", ".join(map(words.line, names)), MOST_NAMES)
    return sentence.format(shown) if shown else ""
