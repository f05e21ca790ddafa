"""What has been read of a page of WordPress so far: its flow, its links, and what was left out."""

import re
from html import escape

from pages.text.pasted.left_out import is_seen
from pages.text.pasted.pieces import STRUCK, Piece
from pages.wordpress import media
from pages.wordpress.captions import Captions
from pages.wordpress.flow import Flow, Picture
from pages.wordpress.left_out import LeftOut
from pages.wordpress.tokens import of_json, strings

MEDIA = {"audio", "video", "object", "applet", "embed"}
NAMES = {
    "form": "A form was left out",
    "select": "A form field was left out",
    "input": "A form field was left out",
    "textarea": "A form field was left out",
    "noscript": "Content for browsers without scripts was left out",
    "script": "A script was left out",
    "style": "A style sheet was left out",
    "iframe": "An embedded page was left out",
    "svg": "A drawing was left out",
    "math": "A formula was left out",
}
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
WITH_WORDS = {"noscript", "textarea"}


class Page:
    def __init__(self, site_url):
        self.site_url = site_url
        self.flow, self.left_out, self.links = Flow(), LeftOut(), []
        self.captions = Captions(self.flow)
        self.link = ""  # the address of the one that is open

    def whole(self, address) -> str:
        return media.resolved(address, self.site_url)

    def begin_link(self, said):
        self.link = self.whole(said.get("href", ""))
        if len(self.link) > media.LONGEST:
            self.left_out.add("A link whose address is too long was left out", self.link)
            self.link = ""
        if self.link:
            self.links.append(self.link)

    def in_caption(self, words):
        self.captions.words.append(words)
        if self.link and words.strip():
            self.left_out.add("A link in a caption was left out; its words were kept", self.link)
            self.link = ""

    def embed(self, address, words="", told="Embedded content is now a link"):
        """A link in place of what was shown from elsewhere."""
        href = self.whole(address)
        if len(href) > media.LONGEST:
            self.left_out.add(NAMES["iframe"], href)
            return
        self.links.append(href)
        self.left_out.add(told, href)
        self.flow.boundary()
        self.flow.write(f'<div><a href="{escape(href)}">')
        self.flow.text(words or href)
        self.flow.paragraph("</a>")

    def image(self, said):
        if not is_seen("img", Piece("start", "img", said)):
            return
        address, alt = media.of_image(said), " ".join(said.get("alt", "").split())
        if address:
            self.picture(address, alt)
        elif said.get("src", "").startswith("data:"):
            self.left_out.add("An image that is in the text, not in a file, was left out", alt)
        else:
            self.left_out.add("An image without an address was left out", alt)

    def picture(self, address, alt="", caption=""):
        picture = Picture(self.whole(address), alt, caption)
        self.captions.add(picture)
        self.flow.picture(picture)
        if media.IMAGE.fullmatch(self.link):
            self.links.remove(self.link)  # to the same picture, only larger
            self.link = ""
        elif self.link:
            self.left_out.add("The link of an image was left out", self.link)

    def leave_out(self, token, inside):
        """Tell that the element which this starts, with these tokens inside, is left out."""
        said = token.attributes
        words = " ".join(map(words_of, inside))
        if token.name in MEDIA:
            saying = [one.attributes for one in (token, *inside) if one.kind in ("start", "raw")]
            address = next(filter(None, map(media.source, saying)), "")
            if address:
                self.embed(address)
            if words.strip() or not address:
                self.left_out.add("Embedded content was left out", words)
        elif token.name == "input":
            value = said.get("value", "")
            if said.get("type", "").lower() != "hidden":
                self.left_out.add(NAMES["input"], value or said.get("placeholder", ""))
            elif words := " ".join(text for text in strings(of_json(value)) if " " in text):
                self.left_out.add("A widget of a page builder was left out", words)
        elif token.name in STRUCK:
            self.left_out.add("Text that was struck through was left out", words)
        else:
            self.left_out.add(NAMES.get(token.name, "Something hidden was left out"), words)

    def raw(self, token):
        """An element whose content is not HTML."""
        if token.name == "iframe" and media.source(token.attributes):
            self.embed(media.source(token.attributes))
        elif token.name in NAMES:
            self.left_out.add(NAMES[token.name], words_of(token))
        else:
            self.flow.text(token.text)


def words_of(token) -> str:
    if token.kind == "raw":
        return TAG.sub(" ", token.text) if token.name in WITH_WORDS else ""
    return token.text if token.kind == "text" else ""
