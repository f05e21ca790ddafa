"""Which headings, texts and pictures become one section."""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from pages.text.pasted import cleaned
from pages.wordpress.dividing import divided
from pages.wordpress.flow import Heading, Picture

MOST_SECTIONS = 100  # of a page
MOST_PARTS = MOST_SECTIONS - 2  # a title and an excerpt that are too long have one each
MOST_PICTURES = 45  # if there would be more parts: each has itself and perhaps a text after it
LONGEST_HEADING = 160  # characters; as of `Section.heading`
LONGEST_BODY = 20_000  # as of `Section.body`
LONGEST_CAPTION = 200  # as of the caption of an image's section
TAG = re.compile(r"<[^>]*>")


@dataclass
class Part:
    """A section: a heading, a text, a picture, or several of them."""

    heading: str = ""  # plain text
    body: str = ""  # clean HTML
    image_url: str = ""
    alt: str = ""
    caption: str = ""  # plain text; only of a picture without heading and body


@dataclass
class Group:
    """What becomes a part, or several if its text is too long."""

    heading: str = ""
    html: list = field(default_factory=list)
    has_text: bool = False
    picture: Picture | None = None
    is_first: bool = False  # the picture, before the text
    is_full: bool = False  # what follows is another group's
    above: list = field(default_factory=list)  # the levels of headings above what comes next

    def add(self, html):
        self.html.append(html)
        self.has_text |= bool(TAG.sub("", html).strip())

    def add_heading(self, level, html):
        """A heading inside the text: of level 3 or 4, and of 4 only below one of 3."""
        while self.above and self.above[-1] >= level:
            self.above.pop()
        self.above.append(level)
        tag = "h3" if len(self.above) == 1 else "h4"
        self.add(f"<{tag}>{html}</{tag}>")

    def show(self, picture):
        self.picture = Picture(picture.url, picture.alt, picture.caption)
        self.is_first = not self.has_text
        # A text section shows its picture below the text.
        self.is_full |= self.has_text or bool(picture.caption) or not self.heading
        if picture.caption and (self.heading or len(picture.caption) > LONGEST_CAPTION):
            self.picture.caption = ""
            self.add(f"<p>{escape(picture.caption, quote=False)}</p>")

    def parts(self, html) -> list[Part]:
        """Its parts, with this text, which is clean."""
        bodies = divided(html, LONGEST_BODY)
        if len(bodies) > 1:
            bodies = [cleaned(body).html for body in bodies]
        parts = [Part(body=body) for body in bodies]
        parts[0].heading = self.heading
        if self.picture:
            one = parts[0 if self.is_first else -1]
            one.image_url, one.alt = self.picture.url, self.picture.alt
            one.caption = self.picture.caption
        return [part for part in parts if part.heading or part.body or part.image_url]


def groups_of(nodes, top) -> list[Group]:
    """A new one at each heading of the level `top`, and so that each has one picture at most."""
    groups = [Group()]
    for node in nodes:
        group = groups[-1]
        if is_new(group, node, top):
            after_picture = isinstance(node, Picture) and group.picture is not None
            group = Group(is_full=after_picture)
            groups.append(group)
        if isinstance(node, Picture):
            group.show(node)
        elif isinstance(node, str):
            group.add(node)
        elif node.level == top and len(node.text) <= LONGEST_HEADING:
            group.heading = node.text
        else:
            group.add_heading(node.level, node.html)
    return groups


def is_new(group, node, top):
    """Whether this begins a group of its own."""
    if isinstance(node, Picture):
        return group.picture is not None or bool(node.caption and group.has_text)
    if isinstance(node, Heading):
        return group.is_full or node.level == top
    return group.is_full and bool(TAG.sub("", node).strip())


def without_empty_headings(nodes):
    """The nodes, with the text of each heading."""
    for node in nodes:
        if isinstance(node, Heading):
            html = cleaned(f"<h3>{node.html}</h3>").html
            node.text = unescape(TAG.sub("", html)).strip()
    return [node for node in nodes if not isinstance(node, Heading) or node.text]


def without_most_pictures(nodes, left_out):
    """The nodes with the first pictures only, and the addresses of the others told."""
    count, kept = 0, []
    for node in nodes:
        count += isinstance(node, Picture)
        if isinstance(node, Picture) and count > MOST_PICTURES:
            left_out.add(
                "An image was left out, because a page can have at most 100 sections", node.url
            )
            if node.caption:
                kept.append(f"<p>{escape(node.caption, quote=False)}</p>")
        else:
            kept.append(node)
    return kept
