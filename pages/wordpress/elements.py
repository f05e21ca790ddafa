"""The elements of an export file put together as what it holds."""

from collections import Counter

from django.utils.html import escape

from pages.wordpress import names, values
from pages.wordpress.exported import Unreadable

DEEPEST = 50  # elements in elements
LONGEST = 20_000_000  # characters of a text
LARGEST = 60_000_000  # of an item with its comments
MOST_PARTS = 100_000  # comments, terms and fields of an item: empty ones have no characters
MOST_UNKNOWN = 1_000  # names of elements that are counted
MOST_STRAY = 20  # texts between the fields, which are shown
EXPORT_AGAIN = "In WordPress, choose Tools, Export, All content, and use the file that you get."
OTHERS = {
    "html": "this is a web page, not an export file",
    "feed": "this is an Atom feed, not a WordPress export file",
    "{rdf}:RDF": "this is an RDF feed, not a WordPress export file",
}
FEED = "this is a site’s feed, which has only its latest posts, not an export file"
NO_END_TAG = {"br", "hr", "img", "input", "embed", "source", "wbr", "col", "area"}


class Elements:
    """Takes starts, ends and text as the parser comes to them; `line` says on which line that is.

    `found` is what is complete.
    """

    def __init__(self, log, line):
        self.log, self.line = log, line
        self.names = names.Prefixes()
        self.opened = []  # the name and line of each open element
        self.found = []
        self.is_over = False
        self.texts = {}  # of the fields, by what they are in
        self.value, self.within = None, 0  # of the field that is open
        self.size, self.total, self.domain = 0, 0, ""
        self.site_given, self.items = False, 0
        self.comments, self.terms, self.meta = [], [], {}
        self.unknown, self.stray, self.stray_line = Counter(), {}, 0

    @property
    def around(self):
        return self.opened[-1][0] if self.opened else ""

    def refuse(self, words):
        raise Unreadable(f"Line {self.line()}: {words}.")

    def start(self, written, attributes):
        if len(self.opened) >= DEEPEST:
            self.refuse(f"elements are nested more than {DEEPEST} deep")
        self.names.declare(attributes)
        name, around = self.names.name(written), self.around
        if self.value is not None:
            self.within += 1
            inside = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            self.text(f"<{written}{inside}>")
        elif not around:
            self.begin(name)
        elif name == "item":
            self.begin_item()
        elif name in names.FIELDS.get(around, ()):
            self.value, self.size = [], 0
            self.domain = attributes.get("domain", "")
        elif name in names.FIELDS:
            self.texts[name] = {}
        elif name.startswith("{") and around in ("item", "wp:comment"):
            self.count_unknown(written)
        self.opened.append((name, self.line()))

    def count_unknown(self, written):
        if written in self.unknown or len(self.unknown) < MOST_UNKNOWN:
            self.unknown[written] += 1

    def begin(self, name):
        if name != "rss":
            words = OTHERS.get(name, "this is XML, but not a WordPress export file")
            self.refuse(f"{words}. {EXPORT_AGAIN}"[:-1])

    def begin_item(self):
        for name, line in self.opened:
            if name == "item":
                self.refuse(f"an item begins inside the item on line {line}, which has no end")
        self.give_site()
        self.texts["item"] = {}
        self.comments, self.terms, self.meta, self.total = [], [], {}, 0

    def text(self, words):
        if self.value is not None:
            self.value.append(words)
            self.size += len(words)
            if self.size > LONGEST:
                self.refuse(f"a text has more than {LONGEST:,} characters")
        elif words.strip() and self.around in names.WITHOUT_TEXT:
            self.stray_line = self.stray_line or self.line()
            if len(self.stray) < MOST_STRAY:
                self.stray[words.strip()[:200]] = True

    def end(self, written):
        name, began = self.opened.pop()
        if self.value is not None and self.within:
            self.within -= 1
            self.text("" if name in NO_END_TAG else f"</{written}>")
            if not self.within:
                self.log.count("markup", self.line() - 1)
        elif self.value is not None:
            self.keep(name, "".join(self.value))
            self.value = None
        elif name == "item":
            self.end_item(began)
        elif name == "wp:comment" and self.around == "item":
            self.comments.append(values.comment(self.texts[name], began))
            self.limit_parts()
        elif name == "wp:postmeta" and self.around == "item":
            found = self.texts[name]
            key, value = found.get("wp:meta_key", "").strip(), found.get("wp:meta_value", "")
            before = self.meta.get(key, "") if key == values.OLD_SLUG else ""
            self.meta[key] = f"{before}\n{value}".strip() if before else value
            self.limit_parts()
        elif name == "wp:author":
            self.give_site()
            self.found.append(values.author(self.texts[name]))
        elif not self.opened:
            self.end_all()

    def keep(self, name, text):
        around = self.around
        if around == "item" and name == "category":
            self.terms.append((self.domain, text.strip()))
            self.limit_parts()
        texts = self.texts.setdefault(around, {})
        if not texts.get(name, "").strip():
            texts[name] = text
        elif name == "content:encoded":
            texts[name] += f"\n\n{text}"
        self.total += len(text)
        if self.total > LARGEST:
            self.refuse(f"an item has more than {LARGEST:,} characters")

    def limit_parts(self):
        if len(self.comments) + len(self.terms) + len(self.meta) > MOST_PARTS:
            self.refuse(f"an item has more than {MOST_PARTS:,} comments, terms and fields")

    def end_item(self, began):
        texts = self.texts["item"]
        if not any(name.startswith("wp:") for name in texts) and not self.version:
            self.refuse(f"{FEED}. {EXPORT_AGAIN}"[:-1])
        if not texts.get("wp:post_type", "").strip():
            self.log.count("no kind", began - 1)
        self.items += 1
        self.found.append(
            values.item(texts, self.items, began, self.comments, self.terms, self.meta)
        )

    @property
    def version(self):
        return self.texts.get("channel", {}).get("wp:wxr_version", "").strip()

    def give_site(self):
        if not self.site_given:
            self.found.append(values.site(self.texts.get("channel", {})))
            self.site_given = True

    def end_all(self):
        if not self.items and not self.version:
            self.refuse(f"{FEED}. {EXPORT_AGAIN}"[:-1])
        self.give_site()
        self.is_over = True
