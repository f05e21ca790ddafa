"""What a moderator should think about before a comment stands on the clinic's site.

Advice, never a decision: reception reads the comment, a list of words does not.
"""

import re
from urllib.parse import unquote

import phonenumbers

from clinic.claims import claims

# Looks from the sign onwards: what stands before it could be tried in too many ways.
EMAIL = re.compile(
    r"(?<=\S)\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", re.IGNORECASE
)
FEWEST_DIGITS = 10  # with the area code; years and numbers of visits have fewer
DIGIT = re.compile(r"\d")


def cautions(*texts, website="") -> list[str]:
    """What stands in these texts that a clinic should not publish without a thought, in words."""
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
    possible = phonenumbers.PhoneNumberMatcher(text, "CA", phonenumbers.Leniency.POSSIBLE)
    return any(len(DIGIT.findall(match.raw_string)) >= FEWEST_DIGITS for match in possible)
