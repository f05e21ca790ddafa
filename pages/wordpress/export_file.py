"""An export file of WordPress (WXR), read as a stream: only the item at hand is in memory.

Expat reads it, after `decoding` and `well_formed`. It is given no DTD, so it knows no entities of a
file's own, and opens nothing else. Of what was tried, defusedxml forbids the same, but can't take
a file that is corrected on the way, and a tree of the whole file needs several times its size.
"""

from xml.parsers import expat

from pages.wordpress.decoding import text_of
from pages.wordpress.elements import Elements
from pages.wordpress.exported import Author, Comment, Item, Site, Unreadable
from pages.wordpress.mended import Mended
from pages.wordpress.well_formed import WellFormed

__all__ = ["Author", "Comment", "ExportFile", "Item", "Site", "Unreadable", "entries"]

CODES = expat.errors.codes
CUT_OFF = {CODES[expat.errors.XML_ERROR_NO_ELEMENTS], CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN]}
CUT_OFF |= {CODES[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]}
MISMATCH = CODES[expat.errors.XML_ERROR_TAG_MISMATCH]


def entries(file):
    """What is in this binary file, which can seek, in its order: the Site, Authors, Items.

    Raises Unreadable, whose words are a sentence with the line. That may be after many items, none
    of which should be kept then.
    """
    return iter(ExportFile(file))


class ExportFile:
    """The same, to go through once. Then `mended` says what was not as it should be.

    `go_on` is called again and again, even before anything whole has been found.
    """

    def __init__(self, file, go_on=lambda: None):
        self.file, self.go_on = file, go_on
        self.log = Mended()
        self.parser = parser = expat.ParserCreate("utf-8")
        self.elements = Elements(self.log, lambda: parser.CurrentLineNumber)
        parser.buffer_text = True
        parser.StartElementHandler = self.elements.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.elements.text
        parser.StartDoctypeDeclHandler = self.forbidden
        parser.EntityDeclHandler = self.forbidden
        parser.ExternalEntityRefHandler = self.forbidden
        self.taken, self.over_at, self.after = 0, 0, ""  # bytes; and text after the last element

    @property
    def mended(self) -> list[str]:
        """Sentences: each with how often, and the line of the first."""
        sentences, elements = self.log.sentences(), self.elements
        if elements.stray:
            sentences.append(
                f"Line {elements.stray_line}: text outside WordPress’s fields was left out: “"
                f"{' '.join(elements.stray)[:200]}”"
            )
        if elements.unknown:
            found = ", ".join(f"{name} ({n:,})" for name, n in elements.unknown.most_common(20))
            sentences.append(f"Fields that other programs added were left out: {found}.")
        if words := " ".join(self.after.split()):
            sentences.append(f"After the last line of XML, this was left out: “{words[:100]}”")
        return sentences

    def __iter__(self):
        well_formed = WellFormed(self.log)
        for text in text_of(self.file, self.log, self.go_on):
            self.parse(well_formed.add(text))
            yield from self.complete()
        self.parse(well_formed.end(), is_last=True)
        yield from self.complete()

    def complete(self):
        found, self.elements.found = self.elements.found, []
        return found

    def parse(self, text, is_last=False):
        if self.elements.is_over:
            self.end_of(text)
            return
        written = text.encode()
        try:
            self.parser.Parse(written, is_last)
        except expat.ExpatError as error:
            if not self.elements.is_over:
                raise Unreadable(self.reason(error)) from error
        if self.elements.is_over:
            self.end_of(written[self.over_at - self.taken :].decode().partition(">")[2])
        self.taken += len(written)

    def end(self, name):
        self.elements.end(name)
        self.over_at = self.parser.CurrentByteIndex

    def end_of(self, text):
        """What follows the last element: words of a server, or a second file."""
        if "<item" in text:
            raise Unreadable(
                f"Line {self.parser.CurrentLineNumber}: the export ends here, but another one "
                "follows in the same file. Bring in each by itself."
            )
        self.after = f"{self.after}{text}"[:2000]

    def forbidden(self, *_):
        self.elements.refuse("the file declares entities, which WordPress never does")

    def reason(self, error):
        name, line = self.elements.opened[-1] if self.elements.opened else ("", 0)
        name = name.replace("{", "").replace("}", "")
        where = f"<{name}>, which begins on line {line}" if name else "its first element"
        if error.code in CUT_OFF:
            return (
                f"Line {error.lineno}: the file ends in the middle of {where}. The download "
                "was probably cut off: export it again."
            )
        if error.code == MISMATCH:
            return f"Line {error.lineno}: an element ends here, but not {where}."
        words = expat.ErrorString(error.code)
        return f"Line {error.lineno}: this is not XML ({words}), in {where}."
