"""What only WordPress knows: shortcodes, and the marks of blocks."""

import re
from html import escape
from urllib.parse import unquote

from pages.wordpress import media
from pages.wordpress.content import Content
from pages.wordpress.tokens import strings, tokens_of

CAPTIONS = {"caption", "wp_caption"}
ENCODED = {"vc_raw_html", "vc_raw_js"}  # their text is not to be read by people
EMBEDS = {"embed", "video", "audio"}
TITLES = {"title", "heading", "header", "headline", "text", "label", "name", "subtitle", "linktext"}
TITLES |= {"subheading", "subhead", "author", "cite", "h2", "h3", "h4"}
IS_TITLE = re.compile(r"head|title|separator|counter|cta|quote|testimonial|blurb|button|promo")
# Attributes of page builders that no reader sees, whatever words they have.
UNSEEN = re.compile(
    r"^(?:admin|aria|data|module|el)_|_(?:label|id)$|font|class|css|style|icon|animation|align"
    r"|effect|gradient|layout|position|transition|type|(?:^|_)(?:alt|id|rel|target)$"
)
WORDS = re.compile(r"[^\W\d_]{2,}[,.]? [^\W\d_]{2}")
TECHNICAL = re.compile(r"[|{}<>%;=#_/]|\w:\w")
NUMBERS = ("ids", "include", "images", "image", "image_id", "attachment_id")  # of pictures
# A builder's url:https%3A…|title:…, or another's manually,https://…
OF_BUILDER = re.compile(r"(?:(?:^|\|)url:|^manually,)([^|,]+)")
NOTHING = {"more", "nextpage", "separator", "spacer"}  # blocks without words


class OwnMarks:
    """Deals with the tokens of a `Content` that are not HTML.

    `gallery` returns the pictures with these ids, as (address, alt, caption); with None, all those
    that were uploaded to the page.
    """

    def __init__(self, content: Content, gallery):
        self.content, self.gallery = content, gallery
        self.page, self.flow, self.captions = content.page, content.flow, content.captions
        self.left_out = self.page.left_out
        self.closing = set()  # where links end that shortcodes began
        content.extras = {
            "shortcode": self.shortcode,
            "end of shortcode": self.end_of_shortcode,
            "block": self.boundary,
            "end of block": self.boundary,
            "pause": self.pause,
            "block alone": self.block,
        }

    def boundary(self, *_):
        if not self.captions.is_open:
            self.flow.boundary()

    def pause(self, *_):
        if not self.captions.is_open:
            self.flow.paragraph("")

    def block(self, _, token):
        """A block without HTML: the site filled it in, or its words are in its attributes."""
        name, said = token.name.removeprefix("core/"), token.attributes
        texts = {key: value for key, value in said.items() if isinstance(value, str)}
        if address := media.source(texts):
            self.page.embed(address)
        elif name == "block":
            self.left_out.add(f"The reusable block {said.get('ref', '')} was left out")
        elif name not in NOTHING:
            words = " ".join(text for text in strings(said) if " " in text)
            self.left_out.add(f"The block “{name[:60]}” was left out", words)

    def shortcode(self, place, token):
        name, said, end = token.name, token.attributes, self.content.ends.of[place]
        if self.follows_another(place):
            self.flow.paragraph("")
        if name in CAPTIONS and end and not self.captions.is_open:
            self.flow.boundary()
            self.captions.frame(end)
            self.captions.begin(end, plain(said.get("caption", "")))
        elif name == "gallery" or (not end and self.shows_pictures(token)):
            self.of_gallery(token)
        elif name in ENCODED:
            self.left_out.add("A shortcode was left out", token.text)
            return end + 1 if end else None
        elif end > place + 1 and not (name in EMBEDS and media.source(said)):
            self.around(token, end)
        else:
            self.alone(token)
            return end + 1 if end else None
        return None

    def shows_pictures(self, token):
        """Whether it says nothing but the ids of pictures, as those of page builders do."""
        said = token.attributes
        is_known = self.gallery is not None and token.name not in EMBEDS | {"playlist"}
        return is_known and numbers_of(said) is not None and not title_of(said)

    def follows_another(self, place):
        before = self.content.tokens[place - 1] if place else None
        return before is not None and before.kind.endswith("shortcode")

    def of_gallery(self, token):
        found = list(self.gallery(numbers_of(token.attributes))) if self.gallery else []
        for address, alt, caption in found:
            self.page.picture(address, alt, plain(caption))
        if not found:
            self.left_out.add("A shortcode was left out", token.text)

    def around(self, token, end):
        """Take a shortcode off its text. What it says itself, above all a link, is kept."""
        if token.name not in EMBEDS:
            self.left_out.around(token.name)
        else:
            self.boundary()
        said = token.attributes
        address, words = link_of(said), title_of(said)
        if words:
            self.title(words)
        for picture in pictures_of(said, address):
            self.page.picture(picture, said.get("alt", ""))
        if address and not media.IMAGE.fullmatch(address):
            href = self.page.whole(address)
            self.page.links.append(href)
            self.flow.begin_mark("a", f'<a href="{escape(href)}">')
            self.closing.add(end)
        for unsaid in unsaid_of(said):
            self.left_out.add(f"Words of the shortcode [{token.name}] were left out", unsaid)

    def alone(self, token):
        said = token.attributes
        address, words = link_of(said), title_of(said)
        pictures = pictures_of(said, address)
        for picture in pictures:
            self.page.picture(picture, said.get("alt") or words)
        if address and not media.IMAGE.fullmatch(address):
            told = ("A shortcode is now a link",) if words else ()
            self.page.embed(address, words, *told)
        elif words and not pictures and IS_TITLE.search(token.name):
            self.title(words)
            self.left_out.add("A shortcode was left out; its words were kept", token.text)
        elif not pictures:
            self.left_out.add("A shortcode was left out", token.text)

    def title(self, words):
        self.flow.boundary()
        self.flow.write("<div><strong>")
        self.flow.text(words)
        self.flow.paragraph("</strong>")

    def end_of_shortcode(self, place, token):
        if place in self.closing:
            self.flow.end_mark("a")
        if self.follows_another(place) or token.name in EMBEDS:
            self.boundary()


def link_of(said):
    links = (value for name, value in said.items() if name == "link" or name.endswith("_link"))
    found = next(filter(None, map(OF_BUILDER.search, links)), None)
    if found or (address := media.source(said)):
        return unquote(found[1]) if found else address
    named = (said[name] for name in said if name.endswith(("_url", "_link", "_src")))
    return next(filter(media.is_address, named), "")


def pictures_of(said, address) -> list[str]:
    """The pictures that a shortcode shows: this address, if it is one, and other attributes."""
    others = (value.strip() for name, value in said.items() if name not in media.SOURCES)
    named = [address, *filter(media.is_address, others)]
    return list(dict.fromkeys(filter(media.IMAGE.fullmatch, named)))


def is_title(name):
    return name in TITLES or name.endswith(("_text", "_title", "_heading"))


def title_of(said):
    named = [name for name in said if is_title(name) and not UNSEEN.search(name)]
    return " ".join(dict.fromkeys(plain(said[name]) for name in named if said[name]))


def unsaid_of(said):
    """What else a shortcode says that looks like words for readers."""
    for name, value in said.items():
        is_seen = not is_title(name) and not UNSEEN.search(name)
        if is_seen and WORDS.search(value) and not TECHNICAL.search(value):
            yield value


def numbers_of(said) -> list[int] | None:
    """The ids of pictures that a shortcode names; None if it names none."""
    found = (said.get(name, "") for name in NUMBERS)
    listed = next((one for one in found if re.fullmatch(r"[0-9, ]+", one)), None)
    return [int(one) for one in re.findall(r"[0-9]{1,18}", listed)] if listed else None


def plain(html):
    return " ".join(" ".join(one.text for one in tokens_of(html) if one.kind == "text").split())
