"""Text of an export file in a form that an XML parser accepts, where nothing is lost by that.

WordPress writes files by hand, so to speak: control characters that XML forbids, ampersands that it
reserves, HTML's own entities, and PHP's warnings before the first line. Comments, processing
instructions and a DOCTYPE are left out, so that the parser never sees an entity of the file's own.
Line numbers stay the same.
"""

import html
import re
from collections import Counter
from html.entities import html5

from pages.wordpress.exported import Unreadable

LONGEST_TAG = 1 << 16  # characters
FARTHEST = 1 << 20  # characters that are searched for where the XML begins, or a section ends
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]+")
START = re.compile(r"<\?xml\b|<!DOCTYPE\b|<(?:rss|feed|html|rdf:RDF)\b", re.IGNORECASE)
WEB_PAGE = re.compile(r"<html|<!doctype\s+html", re.IGNORECASE)
NAMED = re.compile(r"</?[^\W\d]")
MARK = re.compile(r"<!\[CDATA\[|<!--|<\?|<!(?=[A-Za-z])|<(?=[A-Za-z_:/])|<|&|\]\]>")
TAG = re.compile(r"""<(/?)([^\W\d][^\s<>"'/=]*)[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>""")
# What needs no mending, as nearly all of a file is: elements of one text, ends, and text.
SOUND = re.compile(
    r"(?:<([^\W\d][\w:.-]*)>(?:<!\[CDATA\[(?>[^\]]*(?:\](?!\]>)[^\]]*)*)\]\]>|[^<&\]]*)</\1>"
    r"|</[^\W\d][\w:.-]*>|[^<&\]]+)+"
)
ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,9})|#x([0-9a-fA-F]{1,8})|(\w{2,32}));")
LONGEST_ENTITY = 40
SECTION = "<![CDATA["
# After ]]>: what shows that it ends the section, or that another one does. Scripts hide theirs.
FOLLOWING = r"(\]\]>)|(?<!/\*)(?<!/\*\s)(?<!//)(?<!//\s)<!\[CDATA\[|</{}\s*>"
AT_ONCE = r"\]\]>\s*(?:</{}\s*>|<!\[CDATA\[)"
BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
ENDS = {"<!--": "-->", "<?": "?>"}
NAMES = {"<!--": "a comment (<!--)", "<?": "an instruction (<?)"}
KEPT = dict.fromkeys([*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
KEPT |= {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
KEPT |= {0x0B: " ", 0x0C: " "}  # Word's breaks of lines and pages: words stay apart


class WellFormed:
    """Takes the text in parts; `add` and `end` return what can be parsed so far."""

    def __init__(self, mended):
        self.mended = mended
        self.text, self.at = "", 0  # what is at hand, and how far it has been dealt with
        self.lines = 0  # before the text at hand
        self.done = []
        self.begun, self.inside, self.element = False, "", ""
        self.is_last = False

    def add(self, part) -> str:
        self.text += FORBIDDEN.sub(self.without, part)
        if self.begun or self.find_start():
            while self.at < len(self.text) and self.step():
                pass
        self.lines += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :], 0
        done, self.done = "".join(self.done), []
        return done

    def end(self) -> str:
        self.is_last = True
        done = self.add("")
        if self.inside in NAMES:
            self.refuse(f"{NAMES[self.inside]} that begins before this line never ends")
        return done

    def refuse(self, words):
        line = self.lines + 1 + self.text.count("\n", 0, self.at)
        raise Unreadable(f"Line {line}: {words}.")

    def find_start(self):
        found = START.search(self.text)
        if not found:
            if self.is_last or len(self.text) > FARTHEST:
                self.refuse("this is not a WordPress export file, which is XML")
            return False
        if WEB_PAGE.match(self.text, found.start()):
            self.at = found.start()
            self.refuse(
                "this is a web page, not an export file. Perhaps the log-in had expired before "
                "it was downloaded. Export it again"
            )
        before = re.sub(r"<!--.*?-->|<[^>]*>", " ", self.text[: found.start()], flags=re.DOTALL)
        if words := " ".join(before.replace("\ufeff", "").split()):
            shown = words if len(words) <= 100 else f"{words[:100]}…"
            self.mended.add(f"Before the first line of XML, this was left out: “{shown}”")
        self.leave_out(found.start())
        self.begun = True
        return True

    def step(self):
        """Move on by a mark, and return whether that was possible with what is at hand."""
        if self.inside == SECTION:
            return self.in_section()
        if self.inside:
            return self.in_what_is_left_out()
        if sound := SOUND.match(self.text, self.at):
            self.keep(sound[0])
        found = MARK.search(self.text, self.at)
        if not found:
            return self.keep_most(len(SECTION) - 1)
        self.keep(self.text[self.at : found.start()])
        mark = found[0]
        if len(self.text) - self.at < LONGEST_ENTITY and not self.is_last:
            return False
        if mark in ENDS or mark == SECTION:
            self.inside = mark
            self.done += [mark] if mark == SECTION else []
            self.at += len(mark)
            return True
        if mark == "&":
            return self.ampersand()
        if mark == "]]>":
            return self.replace(3, "]]&gt;", "section")
        return self.document_type() if self.text.startswith("<!D", self.at) else self.tag()

    def in_what_is_left_out(self):
        end = self.text.find(ENDS[self.inside], self.at)
        if end < 0:
            self.leave_out(max(self.at, len(self.text) - 2))
            return False
        self.leave_out(end + len(ENDS[self.inside]))
        self.inside = ""
        return True

    def in_section(self):
        """The end of a CDATA section. One that is not the last of its text is not its end."""
        end = self.text.find("]]>", self.at)
        if end < 0:
            return self.keep_most(2)
        self.keep(self.text[self.at : end])
        tag = re.escape(self.element)
        if not re.compile(AT_ONCE.format(tag)).match(self.text, end):
            following = re.compile(FOLLOWING.format(tag)).search(self.text, end + 3)
            if not following and not self.is_last and len(self.text) - end < FARTHEST:
                return False
            if following and following[1]:
                return self.replace(3, f"]]]]>{SECTION}>", "section")
        self.inside = ""
        self.done.append("]]>")
        self.at = end + 3
        return True

    def ampersand(self):
        found = ENTITY.match(self.text, self.at)
        if not found or (found[4] and f"{found[4]};" not in html5):
            return self.replace(1, "&amp;", "ampersand")
        size = found.end() - self.at
        if found[4]:
            return self.replace(size, html.escape(html5[f"{found[4]};"], quote=False), "entity")
        if found[1]:
            return self.keep(found[0])
        number = int(found[2]) if found[2] else int(found[3], 16)
        if number > 0x10FFFF:
            return self.replace(size, "\ufffd", "no character")
        if not FORBIDDEN.match(chr(number)):
            return self.keep(found[0])
        kept, kinds = without(chr(number))
        return self.replace(size, kept, *kinds)

    def document_type(self):
        end = self.text.find(">", self.at)
        if end < 0 and len(self.text) - self.at < LONGEST_TAG and not self.is_last:
            return False
        if end < 0 or "[" in self.text[self.at : end]:
            self.refuse(
                "the file declares entities of its own (<!DOCTYPE …), which WordPress never does, "
                "and which can be an attack. None of it was read"
            )
        return self.leave_out(end + 1)

    def tag(self):
        found = TAG.match(self.text, self.at)
        if not found:
            if not self.is_last and self.text.find("<", self.at + 1) < 0:
                if len(self.text) - self.at > LONGEST_TAG:
                    self.refuse("a tag is longer than any that WordPress writes")
                return False
            if NAMED.match(self.text, self.at):
                return self.keep("<")  # the parser will say what is wrong with it
            return self.replace(1, "&lt;", "less")
        if not found[1]:
            self.element = found[2]
        tag, bare = BARE.subn("&amp;", found[0])
        if bare:
            self.mended.count("ampersand", self.lines, self.text, self.at, bare)
        self.done.append(tag)
        self.at = found.end()
        return True

    def keep(self, text):
        self.done.append(text)
        self.at += len(text)
        return True

    def keep_most(self, but):
        """Keep all that is at hand, except for the characters that may begin a mark."""
        self.keep(self.text[self.at : len(self.text) - (0 if self.is_last else but)])
        return False

    def leave_out(self, end):
        """Go on to this place with nothing but the line breaks before it."""
        self.done.append("\n" * self.text.count("\n", self.at, end))
        self.at = end
        return True

    def replace(self, size, new, kind):
        self.mended.count(kind, self.lines, self.text, self.at)
        self.done.append(new)
        self.at += size
        return True

    def without(self, found):
        lines = self.lines + self.text.count("\n") if self.mended.is_new("control", "c1") else 0
        kept, numbers = without(found[0])
        for kind, number in numbers.items():
            self.mended.count(kind, lines, found.string, found.start(), number)
        return kept


def without(characters):
    """What is kept of characters that XML forbids, or that are numbers of Windows-1252."""
    numbers = Counter("c1" if "\x7f" < one < "\xa0" else "control" for one in characters)
    return characters.translate(KEPT), numbers
