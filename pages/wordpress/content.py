"""The content of a page of WordPress, read into a `Page`."""

import re

from django.forms.utils import flatatt

from pages.text.pasted.pieces import LEFT_OUT, Piece, is_hidden
from pages.text.pasted.reading import BLOCKS, INLINE, is_emoji
from pages.text.pasted.tables import PARTS
from pages.wordpress import media
from pages.wordpress.nesting import CONTAINERS, HEADINGS, Ends
from pages.wordpress.page import MEDIA, Page
from pages.wordpress.tokens import tokens_of

BREAKS = BLOCKS | CONTAINERS | PARTS | HEADINGS | {"li", "br", "hr"}
LONGEST_HIDDEN = 1_500  # characters; a longer text is the page's own, such as in a form around it
KEPT = ("title", "colspan", "rowspan", "start", "value", "role")
STYLES = re.compile(
    r"(?:^|;)\s*(font-weight|font-style|vertical-align)\s*:\s*[\w ]+", re.IGNORECASE
)


class Content:
    def __init__(self, content, page: Page):
        self.page, self.flow, self.captions = page, page.flow, page.captions
        self.tokens = tokens_of(content)
        self.ends = Ends(self.tokens)
        self.has_lines = "<!-- wp:" not in content  # of the classic editor
        self.in_pre = 0
        self.extras = {}  # what is done with tokens of other kinds, by kind

    def read(self):
        """The nodes of its flow."""
        place = 0
        while place < len(self.tokens):
            self.captions.pass_by(place)
            token = self.tokens[place]
            place = self.extras.get(token.kind, self.take)(place, token) or place + 1
        self.captions.pass_by(place)
        return self.flow.done()

    def take(self, place, token):
        """Deal with a token; returns where to go on if what follows it was dealt with as well."""
        if token.kind == "start":
            return self.start(place, token)
        if token.kind == "text":
            self.text(place, token.text)
        elif token.kind == "end":
            self.end(token.name)
        else:
            self.page.raw(token)
        return None

    def text(self, place, words):
        if self.captions.is_open:
            self.page.in_caption(words)
        elif self.in_pre:
            self.flow.text(words)
        else:
            first, *rest = words.split("\n")
            self.line(first, None if rest else place)
            for number, line in enumerate(rest, 1):
                self.new_line(blank=not line.strip() and number < len(rest))
                self.line(line, None if number < len(rest) else place)

    def line(self, words, place):
        """Text on a line; `place` of its token if more may follow on that line."""
        if self.is_embedded(words.strip(), place):
            self.page.embed(words.strip())
        else:
            self.flow.text(words)

    def new_line(self, blank):
        flow = self.flow
        if blank:
            flow.write("\n\n")
            flow.boundary()
        elif flow.inline:
            flow.write("<br>" if self.has_lines else "\n")
        flow.inline = False

    def is_embedded(self, line, place):
        """Whether this line is an address alone: WordPress shows what is there in its place."""
        if len(line) > media.LONGEST or not media.WEB.fullmatch(line):
            return False
        if self.flow.inline or self.page.link or self.flow.heading is not None:
            return False
        after = self.tokens[place + 1 : place + 2] if place is not None else []
        return not any(
            one.kind == "text" or (one.kind in ("start", "end") and one.name not in BREAKS)
            for one in after
        )

    def start(self, place, token):
        tag, said, end = token.name, token.attributes, self.ends.of[place]
        if tag in MEDIA | {"input"} or (end and self.is_left_out(place, token, end)):
            self.page.leave_out(token, self.tokens[place + 1 : end])
            return end + 1 if end else None
        if tag == "img":
            if is_emoji(said.get("alt", "")):
                self.text(place, said["alt"])
            else:
                self.page.image(said)
        elif self.captions.is_open:
            self.captions.words.append(" " if tag in BREAKS else "")
            if tag == "a":
                self.page.begin_link(said)
        elif self.is_caption(token) and end and self.captions.waits():
            self.captions.begin(end)
        else:
            self.begin(place, token, end)
        if tag == "figure" or "wp-caption" in classes(token):
            self.captions.frame(end)
        if background := media.background(said):
            self.page.picture(background)
        return None

    def is_caption(self, token):
        return token.name == "figcaption" or "wp-caption-text" in classes(token)

    def begin(self, place, token, end):
        tag, flow = token.name, self.flow
        if tag in HEADINGS:
            flow.begin_heading(int(tag[1]), place in self.ends.headings)
        elif tag in CONTAINERS:
            flow.open(tag, written(token), bool(end))
        elif tag == "br":
            flow.write("<br>")
            flow.inline = False
        elif tag in BREAKS:
            flow.boundary()
            flow.write(written(token) if flow.heading is None else " ")
            self.in_pre += tag == "pre"
        elif tag == "a":
            if place and self.tokens[place - 1][:2] == ("end", "a"):
                flow.write(" ")  # they were buttons beside each other
            self.page.begin_link(token.attributes)
            flow.begin_mark(tag, written(token, self.page.link))
        elif tag in INLINE or tag == "q":
            flow.begin_mark(tag, written(token))

    def end(self, tag):
        flow = self.flow
        if tag == "a":
            self.page.link = ""
        if self.captions.is_open:
            self.captions.words.append(" " if tag in BREAKS else "")
        elif tag in HEADINGS and flow.heading is not None:
            flow.end_heading()
        elif tag in CONTAINERS:
            flow.close(tag)
        elif tag in BREAKS:
            ended = "p" if tag in HEADINGS else tag  # in a list, or without a beginning
            flow.write(" " if flow.heading is not None else f"</{ended}>")
            self.in_pre = max(0, self.in_pre - (tag == "pre"))
            flow.boundary()
        elif tag in INLINE or tag == "q":
            flow.end_mark(tag)

    def is_left_out(self, place, token, end):
        """Whether readers of the old page saw nothing of it, or something that is not text."""
        if token.name in LEFT_OUT:
            return True
        if token.name != "form" and not is_hidden(Piece("start", token.name, token.attributes)):
            return False
        return self.ends.sizes[end] - self.ends.sizes[place] <= LONGEST_HIDDEN


def classes(token):
    return token.attributes.get("class", "").split()


def written(token, href="") -> str:
    """The tag with what the cleaner needs of it, which then finds nothing to hide."""
    said = {name: token.attributes[name] for name in KEPT if name in token.attributes}
    said |= {"href": href} if href else {}
    styles = STYLES.finditer(token.attributes.get("style", ""))
    if style := ";".join(found[0].strip("; ") for found in styles):
        said["style"] = style
    return f"<{token.name}{flatatt(said)}>"
