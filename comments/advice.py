"""What a moderator should consider before a comment appears on the clinic's site.

Advice, never a decision: reception reads the comment; a list of words does not.
"""

import re
from urllib.parse import unquote

from clinic.wording import claims

# Starts at the “@”: matching what precedes it would take too many attempts.
EMAIL = re.compile(
    r"(?<=\S)\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", re.IGNORECASE
)
FEWEST_DIGITS = 10  # with the area code; years and other numbers have fewer
DIGIT = re.compile(r"\d")


def cautions(*texts, website="") -> list[str]:
    """What a clinic should not publish without a second thought, as sentences."""
    text = "\n".join(texts)
    found = []
    if EMAIL.search(unquote(website)):
        found.append("The website’s address contains an email address.")
    if EMAIL.search(text):
        found.append("Contains an email address.")
    if has_phone_number(text):
        found.append("Contains a phone number.")
    return found + claims(text)


def has_phone_number(text):
    import phonenumbers  # only when needed: it takes time and memory to load

    possible = phonenumbers.PhoneNumberMatcher(text, "CA", phonenumbers.Leniency.POSSIBLE)
    return any(len(DIGIT.findall(match.raw_string)) >= FEWEST_DIGITS for match in possible)
