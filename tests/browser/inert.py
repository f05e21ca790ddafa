"""Whether strangers' text stays text in a browser: nothing runs, loads or becomes markup."""

import re
import unicodedata

from tests.browser.conftest import open_context

# Traces of a payload in the page as the browser has understood it.
TRACES = r"""
() => {
  const found = [], mark = /xss/i;
  const never = new Set(["base", "embed", "frame", "frameset", "iframe", "math", "noembed",
    "object", "plaintext", "portal", "marquee", "xmp"]);
  const whole = new Set(["audio", "img", "link", "meta", "noscript", "script", "style", "svg",
    "template", "video"]);
  const words = new Set(["value", "title", "alt", "aria-label", "content"]);
  const links = new Set(["href", "src", "action", "formaction", "data", "poster", "background",
    "xlink:href", "cite", "longdesc", "ping"]);
  const seen = document.querySelectorAll("*");
  for (const one of seen) {
    const tag = one.localName, tell = why => found.push(`${why}: ${one.outerHTML.slice(0, 150)}`);
    if (never.has(tag)) tell("element");
    if (whole.has(tag) && mark.test(one.outerHTML)) tell("element with a trace");
    if (!/^[a-z][a-z0-9]*$/i.test(tag)) tell("unknown element");
    if (one.shadowRoot) tell("shadow tree");
    for (const {name, value} of one.attributes) {
      if (!/^[a-z][a-z0-9:_-]*$/i.test(name) || mark.test(name)) tell(`attribute ${name}`);
      if (/^on|^srcdoc$|^popovertarget/i.test(name)) tell(`attribute ${name}`);
      if (tag === "meta" && name === "http-equiv") tell("meta");
      if (links.has(name)) {
        if (value.startsWith("#")) continue;
        if (!URL.canParse(value, document.baseURI)) continue;  // it leads nowhere
        const address = new URL(value, document.baseURI);
        const own = address.protocol.startsWith("http") && address.origin === location.origin;
        if (!own && !["http:", "https:", "mailto:", "tel:"].includes(address.protocol))
          tell(`address ${name}`);
        if (!own && tag !== "a" && tag !== "link") tell(`another host in ${name}`);
      } else if (mark.test(value) && !words.has(name)) tell(`trace in ${name}`);
    }
  }
  return found;
}
"""
# What a hand on a mouse or a keyboard, and time, could set off on each element.
TOUCH = """
() => {
  const events = ["pointerenter", "pointerover", "mouseenter", "mouseover", "focus", "focusin",
    "toggle", "beforetoggle", "animationstart", "start", "begin", "load", "error"];
  for (const one of document.body.querySelectorAll("*"))
    for (const name of events) one.dispatchEvent(new Event(name));
}
"""
TEXT = """
() => {
  const texts = [], nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())
    if (!nodes.currentNode.parentElement.closest("script, style"))
      texts.push(nodes.currentNode.data);
  const fields = [...document.querySelectorAll("input, textarea")].map(one => one.value);
  return [texts.join(""), ...fields].join("|");
}
"""
UNSEEN = re.compile(r"[\s\0-\x1f\x7f\ufffd]+")  # what HTML and line-breaking filters may change


def plain(text):
    """A text without what may differ between the one typed and the same one shown."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


class Guarded:
    """A browser that tells of every dialog, other page, error and request to another host."""

    def __init__(self, browser, home, **options):
        self.home, self.complaints = home, []
        self.context = open_context(browser, home, self.complaints, **options)
        self.context.on("dialog", self.refuse)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()
        self.context.on("page", lambda page: self.complaints.append(f"opened {page.url}"))

    def refuse(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self):
        """Touch everything on the page; returns its text, or fails if anything is not inert."""
        self.page.evaluate(TOUCH)
        self.page.wait_for_timeout(20)  # for what loads, animates or refreshes by itself
        found = self.page.evaluate(TRACES) + self.heard()
        assert found == [], (self.page.url, found[:5])
        return plain(self.page.evaluate(TEXT))

    def heard(self):
        """The complaints so far. A rejected form's status does not count."""
        told = [line for line in self.complaints if "status of 422" not in line]
        self.complaints.clear()
        return told

    def go(self, address):
        self.page.goto(address)
        return self.look()

    def post(self, address, fields):
        """Send a form as a person does, but with line breaks in any field."""
        with self.page.expect_navigation():
            self.page.evaluate(SUBMIT, [address, fields])
        return self.look()

    def show(self, html):
        """A mail or an entry of a feed, as a program that filters nothing would show it."""
        self.page.goto("about:blank")  # where no policy of ours holds
        self.page.set_content(html)
        return self.look()

    def show_together(self, responses):
        """The main parts of many of the site's pages as one page, under the site's policy.

        One after another would take minutes. Whatever is not inert in one part is not inert here.
        """
        body = "<!DOCTYPE html><body>" + "".join(map(main_part, responses))
        policy = responses[0].headers["Content-Security-Policy"]
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
        address = f"{self.home}/together/"
        self.page.route(address, lambda route: route.fulfill(body=body, headers=headers))
        shown = self.go(address)
        self.page.unroute(address)
        return shown


def main_part(response):
    before, start, rest = response.text.partition("<main")
    assert start, before
    return start + rest.rpartition("</main>")[0] + "</main>"


SUBMIT = """
([action, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action});
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("textarea"), {name, value}));
  document.body.append(form);
  form.submit();
}
"""
