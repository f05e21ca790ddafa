"""Whole words in any script, however they are dressed up."""

import re
import unicodedata

# What shows nothing though its category is a letter's or a mark's: fillers, variation selectors.
# From the property Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
# Scripts written without spaces between words, as the names of their characters begin.
UNSPACED = (
    "CJK ",
    "IDEOGRAPHIC ",
    "HIRAGANA ",
    "KATAKANA",
    "THAI ",
    "LAO ",
    "KHMER ",
    "MYANMAR ",
)


def plain(text: str) -> str:
    """The text without capitals, fancy forms, invisible signs and repeated space: for comparing."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", BLANK.sub("", shown)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def has_letter_or_digit(text: str) -> bool:
    return any(unicodedata.category(sign)[0] in "LN" for sign in plain(text))


def stands_in(text: str, word: str) -> bool:
    """Whether the word stands in the text as a whole word. Both must be plain.

    Where a script has no spaces, nobody can tell where a word ends: it is found anywhere.
    """
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if part(text[max(start - 1, 0) : start], word[0]) and part(word[-1], text[end : end + 1]):
            return True
        start = text.find(word, start + 1)
    return False


def part(left, right) -> bool:
    """Whether two neighbouring characters, either of them perhaps "", may end and begin a word.

    By their categories: for a regular expression the vowel signs of Hindi are no part of a word.
    """
    return not (goes_on(left) and goes_on(right))


def goes_on(sign) -> bool:
    """Whether a word of a script with spaces goes on with this character."""
    return (
        sign != ""
        and unicodedata.category(sign)[0] in "LMN"
        and not unicodedata.name(sign, "").startswith(UNSPACED)
    )
