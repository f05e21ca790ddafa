"""What a browser makes of a page: its words, its fields with their values, its links."""

from html.parser import HTMLParser

LINKS = ("href", "src", "action", "formaction")
WITHOUT_END = {"input", "meta", "link", "img", "br", "hr", "source", "wbr"}


class Markup(HTMLParser):
    """`words` is all text; `fields` has what a browser would send; `links` every address."""

    def __init__(self, page):
        super().__init__()
        self.words, self.fields, self.links = "", {}, []
        self.open, self.choice, self.area = [], None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.links += [attrs[name] for name in LINKS if attrs.get(name)]
        for one in (attrs.get("srcset") or "").split(","):
            self.links += one.split()[:1]
        if tag not in WITHOUT_END:
            self.open.append(tag)
        if tag == "input" and "name" in attrs:
            self.take_input(attrs)
        elif tag == "select":
            self.choice = attrs.get("name")
        elif tag == "option" and "selected" in attrs:
            self.fields[self.choice] = attrs.get("value", "")
        elif tag == "textarea":
            self.area = attrs.get("name") or attrs.get("id")
            self.fields[self.area] = ""

    def take_input(self, attrs):
        if attrs.get("type") in ("checkbox", "radio"):
            if "checked" in attrs:
                self.fields[attrs["name"]] = attrs.get("value", "on")
        elif attrs.get("type") not in ("file", "submit"):
            self.fields[attrs["name"]] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        if tag == "textarea":
            # A browser drops the first line break, which the server adds for that reason.
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data
        elif not {"script", "style"} & set(self.open):
            self.words += data
