"""The content of a page of WordPress taken apart: tags, text, shortcodes and the marks of blocks.

Each step takes linear time.
"""

import json
import re
from typing import NamedTuple

from pages.text.pasted.pieces import PIECE, RAW, RAW_END, attributes, decoded

SHORTCODE = (
    r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]*)"
    r"(?P<said>(?:[^\[\]<>\"']|\"[^\"\[\]]*\"|'[^'\[\]]*')*)\]"
)
ESCAPED = SHORTCODE.replace("?P<", "?P<in_")
MARK = re.compile(
    rf"(?P<piece>{PIECE.pattern})|(?P<escaped>\[{ESCAPED}\])|{SHORTCODE}",
    re.VERBOSE | re.DOTALL,
)
TAG = re.compile(r"""</?[a-zA-Z][^\s/>]*(?>=\s*(?>"[^"]*"|'[^']*')|[^>])*+>""")
CLOSED = re.compile(r"\A<!-(?:->|-.*--!?>|-->)\Z|\A<(?!!--)[^>]*>\Z", re.DOTALL)
BLOCK = re.compile(r"(/?)wp:([\w/-]*\w)(.*)", re.DOTALL)
ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|([^\s"']+)"""
)
QUOTES = str.maketrans("“”„″‘’′", '""""\'\'\'')
# Shortcodes of WordPress itself, and those of widespread plugins that say nothing else.
KNOWN = {
    *("audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"),
    *("youtube", "vimeo", "soundcloud", "googlemaps", "tweet", "instagram", "slideshare"),
    *("button", "sitemap", "products", "testimonials", "tabs", "accordion", "column", "columns"),
}


class Token(NamedTuple):
    kind: str  # start, end, text, raw, block, shortcode, end of shortcode, blocks' end
    name: str = ""  # of the tag, block or shortcode, in small letters
    attributes: dict = {}
    text: str = ""  # as readers see it; of all but text, as written


def tokens_of(content) -> list[Token]:
    """All tokens. Brackets with words in them that are not a shortcode are text."""
    found = list(cut(content))
    ended = {token.name for token in found if token.kind == "end of shortcode"}
    begun = {token.name for token in found if token.kind == "shortcode"}
    both = ended & begun
    return [token if is_meant(token, both) else as_text(token) for token in found]


def is_meant(token, both):
    if token.kind == "end of shortcode":
        return token.name in both or token.name in KNOWN
    if token.kind != "shortcode":
        return True
    named = any(not key.isdecimal() for key in token.attributes)
    unusual = "_" in token.name or "-" in token.name
    return token.name in KNOWN | both or named or unusual or token.text.endswith("/]")


def as_text(token):
    return Token("text", text=decoded(token.text))


def cut(content):
    at, verbatim = 0, 0  # verbatim: how many pre and code are open, in which brackets are text
    endless = set()  # elements of raw text that have no end any more
    while found := MARK.search(content, at):
        if found.start() > at:
            yield Token("text", text=decoded(content[at : found.start()]))
        at = found.end()
        if found["escaped"]:
            yield Token("text", text=decoded(found[0][1:-1]))
        elif not found["piece"]:
            yield Token("text", text=decoded(found[0])) if verbatim else shortcode(found)
        elif (at := ended(content, found)) < 0:
            # Nothing ends this tag or comment, so a browser would show no more.
            rest, at = content[found.start() :].replace("<!--", " "), 0
            if ">" not in rest:
                yield Token("text", text=decoded(rest.lstrip("<")))
                return
            content = rest
        else:
            token, at = of_piece(content, found, at, endless)
            if token:
                yield token
                change = (token.kind == "start") - (token.kind == "end")
                verbatim = max(0, verbatim + change * (token.name in ("pre", "code")))
    if at < len(content):
        yield Token("text", text=decoded(content[at:]))


def ended(content, found):
    """Where this tag or comment has its end, if a quotation mark is missing; -1 if nowhere."""
    if found["tag"] is None:
        return found.end() if CLOSED.search(found[0]) else -1
    if found.end() < len(content):
        return found.end()
    closed = TAG.match(content, found.start())
    return closed.end() if closed else -1


def of_piece(content, found, at, endless):
    """The token of a tag or comment, if it says anything, and where it ends."""
    written = content[found.start() : at]
    if found["tag"] is None:
        return of_comment(written), at
    tag = found["tag"].lower()
    if found["end"]:
        return Token("end", tag, text=written), at
    said = attributes(written[1 + len(tag) :].rstrip(">"))
    if tag not in RAW or tag in endless:
        return Token("start", tag, said, written), at
    end = RAW_END[tag].search(content, at)
    if not end:
        endless.add(tag)
        return Token("raw", tag, said), at
    return Token("raw", tag, said, content[at : end.start()]), end.start()


def of_comment(written):
    words = written[4:].removesuffix("-->").strip()
    if found := BLOCK.fullmatch(words):
        end, name, said = found.groups()
        alone = said.endswith("/")
        kind = "end of block" if end else "block alone" if alone else "block"
        return Token(kind, name.lower(), of_json(said.removesuffix("/").strip()), written)
    is_pause = written.lower().startswith(("<!--more", "<!--nextpage"))
    return Token("pause") if is_pause else None


def of_json(said):
    """The attributes of a block; none if they are damaged, or of characters no column can hold."""
    try:
        found = json.loads(said or "{}")
        written = json.dumps(found, ensure_ascii=False).encode()  # except for halves of characters
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and rb"\u0000" not in written else {}


def strings(said):
    """All strings in what was JSON, wherever."""
    waiting = [said]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one


def shortcode(found):
    name = found["name"].lower()
    if found["close"]:
        return Token("end of shortcode", name, text=found[0])
    return Token("shortcode", name, said_in(found["said"]), found[0])


def said_in(written) -> dict:
    """The attributes of a shortcode; those without a name by their number, from 0."""
    said, bare_ones = {}, 0
    text = decoded(written).translate(QUOTES).strip().removesuffix("/")
    for name, *values, quoted, bare in ATTRIBUTE.findall(text.replace("\xa0", " ")):
        if name:
            said.setdefault(name.lower(), "".join(values))
        else:
            said[str(bare_ones)] = quoted or bare
            bare_ones += 1
    return said
