"""What an editor pasted or typed, in the markup that a section's text can have.

Word, Google Docs, Outlook and web pages each bring their own clutter. Here it is read as plain
pieces and written anew, so no clutter is left. A mark that names the program proves nothing, so
every text is cleaned, even if it seems to be from our own editor.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial

from pages.text.pasted.guesses import with_lists
from pages.text.pasted.left_out import in_words
from pages.text.pasted.lines import written_lines
from pages.text.pasted.links import SCHEMES, address
from pages.text.pasted.lists import tidied
from pages.text.pasted.nodes import lines_of, links_of
from pages.text.pasted.pieces import all_pieces
from pages.text.pasted.reading import Reader, put_together, read

LAID_OUT = re.compile(r"<(?:/|p|div|br|h[1-6]|ul|ol|li|blockquote|table|pre)\b", re.IGNORECASE)
SLICE = "data-pm-slice"  # by any editor of the same family, so it proves nothing alone
AROUND_A_PASTE = {"meta", "html", "head", "body"}  # what browsers wrap around a paste
LIKE_OURS = {
    **{tag: set() for tag in ("p", "h3", "h4", "ul", "li", "blockquote", "strong", "em", "br")},
    **{tag: set() for tag in ("table", "thead", "tbody", "tr")},
    **{tag: {"colspan", "rowspan"} for tag in ("th", "td")},
    "ol": {"start", "type"},
    "a": {"href", "title", "rel", "target"},
}


@dataclass(frozen=True)
class Cleaned:
    html: str
    left_out: Counter  # counts by kind
    refused: tuple = ()  # addresses that links can't have
    too_large: tuple = ()  # rows and columns of each table that has too many

    @property
    def about(self) -> str:
        """What was left out, in words for the editor; "" if nothing was."""
        return in_words(self.left_out)


def clean(html) -> str:
    """This text as headings (levels 3 and 4), paragraphs, lists, quotes, tables, bold and links.

    Text that is clean already is returned unchanged: a paragraph that begins with a dash or a
    number stays a paragraph. The only words left out are those a browser would hide or strike out.

    """
    return cleaned(html).html


def clean_paste(html) -> str:
    """The same for text that was pasted from elsewhere.

    Paragraphs that look like a list, as in email and PDFs, become a list. Links inside the source,
    such as to its footnotes, become plain words. Text from an editor like ours is only cleaned.
    """
    return cleaned_paste(html).html


def cleaned(html, known_paths=()) -> Cleaned:
    """As `clean`; also completes links to pages of this site that `known_paths` has."""
    reader = Reader(partial(address, known_paths=known_paths), has_lines=not LAID_OUT.search(html))
    return finished(html, reader)


def cleaned_paste(html) -> Cleaned:
    if may_be_ours(html):
        return finished(html, Reader(address))
    return finished(html, Reader(address, pasted=True), with_lists)


def may_be_ours(html) -> bool:
    """Whether a paste holds only what an editor like ours writes.

    If so, its paragraphs are meant as paragraphs, and its links as links.

    """
    starts = [piece for piece in all_pieces(html) if piece.kind == "start"]
    inner = [piece for piece in starts if piece.words not in AROUND_A_PASTE]
    return any(SLICE in piece.attributes for piece in inner) and all(
        piece.attributes.keys() - {SLICE} <= LIKE_OURS.get(piece.words, set())
        and piece.words in LIKE_OURS
        for piece in inner
    )


def finished(html, reader, guess=list):
    nodes = put_together(html, reader).boxes.all.children
    html = written(tidied(nodes, guess))
    tables = reader.tables.all
    left_out = sum((table.left_out for table in tables), reader.left_out)
    sizes = tuple(table.size for table in tables if table.size)
    return Cleaned(html, left_out, tuple(reader.refused), sizes)


def links_in(html) -> list[tuple[str, str]]:
    """The words and the address of each link in this text, as written."""
    return list(links_of(lines_of(read(html).children)))


def written(nodes):
    return last_check().clean(written_lines(nodes))


@cache
def last_check():
    """Removes what is not allowed: nothing, unless our own code has a mistake."""
    import nh3  # only when needed: it takes memory

    return nh3.Cleaner(
        tags={
            *("p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "br", "a"),
            *("table", "thead", "tbody", "tr", "th", "td"),
        },
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={*SCHEMES},
        link_rel=None,
    )
