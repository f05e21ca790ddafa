"""What a moderator should think about before a comment stands on the clinic's site.

Advice, never a decision: reception reads the comment, a list of words does not.
"""

import re

import phonenumbers

# Looks from the sign onwards: what stands before it could be tried in too many ways.
EMAIL = re.compile(
    r"(?<=\S)\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", re.IGNORECASE
)
FEWEST_DIGITS = 10  # with the area code; years and numbers of visits have fewer
DIGIT = re.compile(r"\d")

# What Ontario's physiotherapists may not publish, and what they may only if it can be verified:
# College of Physiotherapists of Ontario, "Advertising and Marketing" (in force since May 1, 2025),
# and its answers on testimonials to the standard of February 1, 2019, https://www.collegept.org/.
CLAIMS = [
    (
        "Promises a result",
        "The clinic may not publish guarantees.",
        r"guarantee\w*|cure[ds]?|miracles?|miraculous\w*|permanent(?:ly)?|100 ?%|always works?|"
        r"works for every(?:one|body)|never fails?|for good|risk[- ]free|no side effects",
    ),
    (
        "Compares",
        "The clinic may not publish that it is better than others.",
        r"best|better than|number one|no\. ?1|unlike (?:all )?(?:the )?others?|only clinic|"
        r"unmatched|(?:top|leading) (?:clinic|physio\w*|therapist)",
    ),
    (
        "Uses a title",
        "“Specialist” is a title that the College has to grant.",
        r"speciali[sz]ts?|speciali[sz]es?|speciali[sz]ed",
    ),
    (
        "Praises the treatment or the clinic",
        "A testimonial must be genuine, true and verifiable, and not paid for.",
        r"recommend\w*|thanks to|changed my life|saved my \w+|life[- ]?changing|pain[- ]free|"
        r"no more pain|helped me|healed|amazing\w*|wonderful\w*|fantastic\w*|excellent|"
        r"after (?:only |just )?(?:\w+ )(?:treatments?|sessions?|visits?)",
    ),
]
CLAIMS = [
    (what, rule, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))
    for what, rule, words in CLAIMS
]


def cautions(*texts) -> list[str]:
    """What stands in these texts that a clinic should not publish without a thought, in words."""
    text = "\n".join(texts)
    found = []
    if EMAIL.search(text):
        found.append("Contains an e-mail address.")
    if has_phone_number(text):
        found.append("Contains a phone number.")
    for what, rule, words in CLAIMS:
        if said := dict.fromkeys(one.lower() for one in words.findall(text)):
            quoted = ", ".join(f"“{one}”" for one in said)
            found.append(f"{what} ({quoted}). {rule}")
    return found


def has_phone_number(text):
    possible = phonenumbers.PhoneNumberMatcher(text, "CA", phonenumbers.Leniency.POSSIBLE)
    return any(len(DIGIT.findall(match.raw_string)) >= FEWEST_DIGITS for match in possible)
