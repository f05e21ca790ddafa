"""What an editor pasted or typed, in the few forms that a section's text may have.

Word, Google Docs, Outlook and web pages each bring their own clutter. It is read here as plain
pieces, and what it says is written anew, so nothing of the clutter can come through.
"""

from django_prose_editor.fields import create_sanitizer

from pages.pasted.guesses import with_lists
from pages.pasted.lines import written_lines
from pages.pasted.lists import tidied
from pages.pasted.nodes import lines_of, links_of
from pages.pasted.reading import read
from pages.rich_text import EXTENSIONS

allowed_only = create_sanitizer(EXTENSIONS)


def clean(html) -> str:
    """This text with headings of level 3 and 4, paragraphs, lists, quotes, emphasis and links.

    What is clean already comes back as it is: a paragraph that somebody began with a dash or a
    number stays one. Only the words that a browser would hide or strike out are left out.
    """
    return written(tidied(read(html).children))


def clean_paste(html) -> str:
    """The same for what is pasted: it comes from elsewhere, and was not written in the editor.

    Paragraphs that stand for a list, as mail and PDFs have them, are one. Links within the text it
    was taken from, such as those of footnotes, are mere words.
    """
    return written(tidied(read(html, pasted=True).children, with_lists))


def links_in(html) -> list[tuple[str, str]]:
    """The words and the address of each link in this text."""
    return list(links_of(lines_of(read(html).children)))


def written(nodes):
    # The sanitiser finds nothing left to do. It stays the guard, should the writing above it err.
    return allowed_only(written_lines(nodes))
