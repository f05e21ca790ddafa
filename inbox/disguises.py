"""Finding whole words in any script, even if they are disguised."""

import html
import re
import unicodedata

# Characters that show nothing though their category is a letter's or a mark's: fillers, variation
# selectors. From the property Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
# Scripts written without spaces between words: how the names of their characters begin.
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


def comparable(text: str) -> str:
    """To compare: no capitals, fancy forms, invisible characters or repeated spaces."""
    shown = "".join(character for character in text if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFKC", BLANK.sub("", shown)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


TAG = re.compile(r"<[^<>]{0,200}>|\[/?[a-z*]{1,10}(?:=[^\[\]]{0,200})?\]", re.IGNORECASE)
ACCENT = re.compile("[\u0300-\u036f]")
# Letters of other alphabets that look like Latin ones and are mixed into Latin words.
LOOKALIKES = str.maketrans(
    "абвеёһіїјкмнорсԁѕтухүԛԝαβεηικνορτυχω",
    "abbeehiijkmhopcdstyxyqwabenikvoptuxw",
)
LATIN = re.compile("[a-z]")
DIGITS = str.maketrans("0134578@$!|", "oieastbasil")
DISGUISED = re.compile(
    r"(?<=[a-z])[0134578](?!\d)|(?<!\d)[0134578](?=[a-z])|(?<=[a-z])[@$!|](?=[a-z])|\$(?=[a-z])"
)
SPELLED = re.compile(r"(?<!\w)(?:\w[ .*_·-]){3,}\w(?!\w)")  # c a s i n o
BETWEEN = re.compile(r"(?<=[^\W\d])[.*_·-](?=[^\W\d])")  # cas-i.no


def undisguised(text: str) -> str:
    """The text as it is meant to be read, in the form of `plain` and without accents.

    That is without tags inside words, and without digits or look-alikes in place of Latin letters.
    """
    text = comparable(TAG.sub("", html.unescape(text)))
    text = unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFD", text)))
    text = re.sub(r"\S+", as_ours, text)
    return DISGUISED.sub(lambda character: character[0].translate(DIGITS), text)


def as_ours(word):
    return word[0].translate(LOOKALIKES) if LATIN.search(word[0]) else word[0]


def readings(text: str) -> set[str]:
    """Every way to read a text in which words may be hidden, each in the form of `plain`."""
    meant = undisguised(text)
    joined = SPELLED.sub(lambda letters: re.sub(r"\W|_", "", letters[0]), meant)
    return {comparable(text), meant, joined, BETWEEN.sub("", joined)}


def has_letter_or_digit(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LN" for character in comparable(text))


def stands_in(text: str, word: str) -> bool:
    """Whether the text has this whole word. Both must be in the form of `plain`.

    In a script without spaces, where nothing marks the end of a word, any match counts.
    """
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if part(text[max(start - 1, 0) : start], word[0]) and part(word[-1], text[end : end + 1]):
            return True
        start = text.find(word, start + 1)
    return False


def part(left, right) -> bool:
    """Whether one word can end and another begin between these characters; either can be "".

    Decided by category: in a regular expression, Hindi's vowel signs are not part of a word.
    """
    return not (continues_a_word(left) and continues_a_word(right))


def continues_a_word(character) -> bool:
    """Whether a word, in a script with spaces, continues with this character."""
    return (
        character != ""
        and unicodedata.category(character)[0] in "LMN"
        and not unicodedata.name(character, "").startswith(UNSPACED)
    )
