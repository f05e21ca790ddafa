"""What a physiotherapist in Ontario may not publish, or only on a condition.

After the Advertising and Marketing Standard of the College of Physiotherapists of Ontario (in
force since May 1, 2025) and the College's questions and answers on it. It is a second pair of eyes:
a list of words, which knows neither the clinic nor the law.
"""

from clinic.sentences import sentences
from clinic.wording.judging import RULES, RULES_DIGEST, Finding, digest_of, judge, words_found
from clinic.wording.rule import DEGREES, NOT_ALLOWED, ON_A_CONDITION, READ_AT, Rule

__all__ = [
    "DEGREES",
    "NOT_ALLOWED",
    "ON_A_CONDITION",
    "READ_AT",
    "RULES",
    "RULES_DIGEST",
    "Finding",
    "Rule",
    "claims",
    "digest_of",
    "judge",
]


def claims(text) -> list[str]:
    """A sentence for each rule that the text may break: its words, and what the rule says."""
    found = {}
    for sentence in sentences(text):
        for rule, words in words_found(sentence):
            found.setdefault(rule, {}).update(dict.fromkeys(words))
    return [
        f"{rule.name} ({', '.join(f'“{one}”' for one in words)}). {rule.says}"
        for rule, words in found.items()
    ]
