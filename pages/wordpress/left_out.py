"""What a page of WordPress held that a section's text can't, in sentences."""

from collections import Counter

from pages.text.pasted.left_out import in_words

LONGEST = 1_500  # characters that are shown of what was left out
MOST = 1_000  # sentences about one page


class LeftOut:
    def __init__(self):
        self.told = Counter()  # sentences, and how often
        self.opened = Counter()  # shortcodes around texts, which are kept

    def add(self, sentence, words=""):
        """Tell it, with these words if there are any."""
        words = " ".join(words.split())
        shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        self.told[f"{sentence}: “{shown}”" if words else f"{sentence}."] += 1

    def around(self, shortcode):
        self.opened[shortcode] += 1

    def sentences(self, counts, too_large) -> list[str]:
        """All of them, with what the cleaner counted and the size of each table it took apart."""
        found = [
            sentence if times == 1 else f"{sentence} ({times:,} times)"
            for sentence, times in self.told.items()
        ]
        if len(found) > MOST:
            found[MOST:] = [f"And {len(found) - MOST:,} more things were left out."]
        if self.opened:
            names = ", ".join(f"[{name}] ({times:,})" for name, times in self.opened.items())
            found.append(f"These shortcodes were left out, and the text inside them kept: {names}.")
        found += [
            f"A table of {rows} rows and {columns} columns is too large for this site, so each of "
            "its rows is now a line of text."
            for rows, columns in too_large
        ]
        counts = Counter(counts) - Counter({"too large": len(too_large)})
        if words := in_words(counts):
            found.append(words)
        return found
