"""Titles, summaries, names and comments of WordPress, which are HTML, as the plain text they are
here.
"""

import html
import re
import sys
from html.parser import HTMLParser

from pages.wordpress.cdata import without_cdata

INLINE = (
    "a|abbr|b|big|br|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|u"
)
# Other words in angle brackets may be meant: a title can be about <html>.
MARKUP = re.compile(rf"</?(?:{INLINE}|tt|wbr|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# One expression, for a hundred million characters. The last two of each plane are none.
LAST_TWO = "".join(
    f"{chr(end - 1)}{chr(end)}" for end in range(0xFFFF, sys.maxunicode + 1, 0x10000)
)
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{LAST_TWO}]")
OF_OTHERS = re.compile(r"[a-z]+-[a-z-]+|[a-z][0-9]?:[a-z]+")
NEW_LINE = {"br", "li", "tr", "dt", "dd"}
NEW_PARAGRAPH = {"p", "div", "blockquote", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4"}
CELLS = {"td", "th"}
UNSEEN = {"script", "style"}
# The elements of HTML, also of former versions. Anything else in angle brackets is text.
NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink "
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd del "
    "details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend "
    "li link main map mark marquee menu meta meter nav nobr noframes noscript object ol optgroup "
    "option output p param picture pre progress q rp rt ruby s samp script search section select "
    "slot small source span strike strong style sub summary sup svg table tbody td template "
    "textarea tfoot th thead time title tr track tt u ul var video wbr"
)
ELEMENTS = set(NAMES.split())


def line(markup) -> str:
    """One line of plain text, without markup and control characters."""
    words = html.unescape(MARKUP.sub("", without_cdata(markup)))
    return " ".join(printable(words).split())


def printable(words):
    """Without what no form here accepts: control characters except line breaks and tabs."""
    return UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def shortened(words, most) -> str:
    """At most this many characters, cut between words, with “…” at the end."""
    if len(words) <= most:
        return words
    start = words[: most - 1]
    whole = start.rpartition(" ")[0] if " " in start[most // 2 :] else start
    return f"{whole.rstrip(' ,;:–-')}…"


def beginning(words, most) -> str:
    """The first sentences that fit, or else the first words."""
    if len(words) <= most:
        return words
    ends = [one.end() for one in re.finditer(r"[.!?…][”\"’)]*(?=\s)", words[:most])]
    return words[: ends[-1]] if ends and ends[-1] > most // 4 else shortened(words, most)


def text(markup, with_addresses=True) -> str:
    """Several lines of plain text; a link's address follows its words, unless it is left out."""
    reader = Reader(with_addresses)
    reader.feed(with_ends(without_cdata(markup).replace("\r\n", "\n").replace("\r", "\n")))
    reader.close()
    lines = (" ".join(one.split()) for one in printable("".join(reader.words)).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def in_one_line(markup) -> str:
    """The words of this HTML, without the addresses of links."""
    return " ".join(text(markup, with_addresses=False).split())


def with_ends(markup):
    """A tag that is never closed hides nothing after it: somebody has written about that tag."""
    for tag in UNSEEN:
        ends = re.finditer(f"</{tag}", markup, re.IGNORECASE)
        end = max((one.end() for one in ends), default=0)
        closed, rest = markup[:end], markup[end:]
        markup = closed + re.sub(rf"<(?={tag}\b)", "&lt;", rest, flags=re.IGNORECASE)
    return markup


def is_element(tag):
    """Whether it is of HTML, a custom one, or one of Word's, such as o:p."""
    return tag in ELEMENTS or bool(OF_OTHERS.fullmatch(tag))


class Reader(HTMLParser):
    def __init__(self, with_addresses):
        super().__init__(convert_charrefs=True)
        self.with_addresses = with_addresses
        self.words, self.hidden, self.links = [], 0, []

    def handle_starttag(self, tag, attrs):
        if not is_element(tag):
            self.handle_data(self.get_starttag_text())
        elif tag in UNSEEN:
            self.hidden += 1
        elif tag in NEW_LINE:
            self.words.append("\n")
        elif tag in NEW_PARAGRAPH:
            self.words.append("\n\n")
        elif tag in CELLS:
            self.words.append(" ")
        elif tag == "a" and self.with_addresses:
            self.links.append((dict(attrs).get("href") or "", len(self.words)))
        elif tag == "img":
            self.words.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag):
        if not is_element(tag):
            self.handle_data(f"</{tag}>")
        elif tag in UNSEEN:
            self.hidden = max(self.hidden - 1, 0)
        elif tag in NEW_PARAGRAPH:
            self.words.append("\n\n")
        elif tag == "a" and self.links:
            href, start = self.links.pop()
            said = "".join(self.words[start:]).strip()
            if href.startswith(("http://", "https://")) and href.rstrip("/") != said.rstrip("/"):
                self.words.append(f" ({href})" if said else href)

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)
