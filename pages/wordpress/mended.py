"""What was corrected in a file while it was read, in words."""

from django.utils.translation import ngettext

KINDS = {  # one; several, with the number
    "windows": (
        "One byte that is not UTF-8 was read as Windows-1252",
        "{} bytes that are not UTF-8 were read as Windows-1252",
    ),
    "no character": (
        "One byte that is not a character was replaced with �",
        "{} bytes that are not characters were replaced with �",
    ),
    "control": (
        "One control character, which XML can’t hold, was removed",
        "{} control characters, which XML can’t hold, were removed",
    ),
    "c1": (
        "One character of Windows-1252 was given its number in Unicode",
        "{} characters of Windows-1252 were given their numbers in Unicode",
    ),
    "ampersand": ("One & was not written as &amp;", "{} times, & was not written as &amp;"),
    "less": ("One < was not written as &lt;", "{} times, < was not written as &lt;"),
    "entity": (
        "One HTML entity, which XML does not know, was read as its character",
        "{} HTML entities, which XML does not know, were read as their characters",
    ),
    "section": (
        "One ]]> in a text was not written as XML requires",
        "{} times, ]]> in a text was not written as XML requires",
    ),
    "markup": (
        "One text had HTML that was not escaped; it was kept as HTML",
        "{} texts had HTML that was not escaped; it was kept as HTML",
    ),
    "no kind": (
        "One item does not say what it is, so it was read as a post",
        "{} items do not say what they are, so they were read as posts",
    ),
}


class Mended:
    """Counts what was corrected, and knows the line where each kind was found first."""

    def __init__(self):
        self.counts, self.first, self.others = {}, {}, []

    def add(self, sentence):
        self.others.append(sentence)

    def count(self, kind, lines, part="", place=0, number=1):
        """Count it at this place in a part of the file that begins after so many lines."""
        if kind not in self.first:
            self.first[kind] = lines + 1 + part.count("\n", 0, place)
        self.counts[kind] = self.counts.get(kind, 0) + number

    def is_new(self, *kinds) -> bool:
        return not all(kind in self.first for kind in kinds)

    def sentences(self) -> list[str]:
        kinds = [kind for kind in KINDS if kind in self.counts]
        return [*self.others, *map(self.sentence, sorted(kinds, key=self.first.get))]

    def sentence(self, kind):
        number = self.counts[kind]
        words = ngettext(*KINDS[kind], number).format(f"{number:,}")
        return f"{words} ({'' if number == 1 else 'the first '}on line {self.first[kind]})."
