"""Words that a physiotherapist in Ontario should use with care.

What they may not publish, or only if it can be verified: College of Physiotherapists of Ontario,
"Advertising and Marketing" (in force since May 1, 2025), and its answers on testimonials to the
standard of February 1, 2019, https://www.collegept.org/.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Claims of one kind: the words that make one, and the contexts in which they don't.

    `unless_after` ends just before the words, `unless_before` begins just after them, and
    `unless_within` are whole phrases of which they are a part.

    """

    what: str
    rule: str
    words: str
    unless_after: str = r"(?!)"
    unless_within: str = r"(?!)"


# Words between a negation and what it denies: “we do not promise or guarantee”, “no known cure”.
FILLER = (
    r"(?:a|an|any|the|be|being|been|is|are|was|were|to|of|or|and|as|that|which|you|we|it|this|these"
    r"|can|could|will|would|do|does|have|has|there|claim|claims|promise|promises|mean|means|offer"
    r"|offers|give|gives|make|makes|provide|provides|say|says|known|treatments?|therapy|exercises?"
    r"|clinic|one|results?|relief|outcomes?|such|honestly|fully|completely|always|ever|necessarily"
    r"|yet|permanent|guaranteed?|miracle|complete|total|instant|quick|method|physiotherapist"
    r"|therapist|doctor|ims|your|our|pain|rest)"
)
NOT = r"(?:not|never|cannot|(?:\w+n['’]t))"
NO = r"(?:no|nobody|none|neither|nor|without)"
NOT_BEFORE = rf"\b(?:{NOT}|{NO})\s+(?:{FILLER}\s+){{0,5}}\Z"

PROMISES = Kind(
    "Promises a result",
    "The clinic may not publish guarantees.",
    r"guarantee\w*|cure[ds]?|miracles?|miraculous\w*|permanent(?:ly)?|100 ?%|always works?|"
    r"works for every(?:one|body)|never fails?|for good|risk[- ]free|no side effects",
    unless_after=NOT_BEFORE,
    unless_within=(
        r"(?:is|are) better than (?:a )?cures?|for good (?!and\b|or\b|but\b|with\b|in\b|after\b)\w+"
        r"|permanent (?:address|resident|job|position|home|teeth|tooth|marker|injury|damage|scars?"
        r"|disability|closure)\w*"
        r"|100 ?% (?:of (?:the|your)|cotton|covered|refund\w*)"
    ),
)
COMPARES = Kind(
    "Compares",
    "The clinic may not claim to be better than others.",
    r"best|better than|number one|no\. ?1|unlike (?:all )?(?:the )?others?|only clinic|"
    r"unmatched|(?:top|leading) (?:clinic|physio\w*|therapist)",
    unless_after=rf"\b{NOT}\s+(?:{FILLER}\s+){{0,5}}\Z|\bno\s+\Z|\bhow\s+\Z|\bat\s+\Z|\bas\s+\Z",
    unless_within=(
        r"best (?:times?|days?|moment|ways?|number|person|place to|to|if|when|before|wishes|regards"
        r"|practices?|interests?|suited|suits?|friends?|known as|guess|position)"
        r"|(?:do|does|did|doing|done|try|tried|trying|at|look|feel)"
        r" (?:our|your|their|my|its|his|her)(?: very| level)? best"
        r"|(?:works?|heals?|responds?|feels?|sleeps?) best|(?<!the )best for"
        r"|better than (?:before|nothing|none|last|yesterday|usual|expected|(?:a )?cures?|never|one"
        r"|it was|they were|you think|at first|sitting|lying|resting)"
        r"|number one (?:reason|cause|question|rule|thing)"
        r"|(?:suite|room|unit|step|figure|part|line) no\. ?1"
    ),
)
USES_A_TITLE = Kind(
    "Uses a title",
    "“Specialist” is a title that only the College can grant.",
    r"speciali[sz]ts?|speciali[sz]es?|speciali[sz]ed",
    unless_after=rf"\b{NOT}\s+(?:{FILLER}\s+){{0,5}}\Z",
    unless_within=(
        r"your (?:\w+ or )?specialists?"
        r"|(?:see|saw|seen|consult|ask|or|to) an?(?:other)? specialists?"
    ),
)
PRAISES = Kind(
    "Praises the treatment or the clinic",
    "A testimonial must be genuine, true and verifiable, and not paid for.",
    r"recommend\w*|thanks to|changed my life|saved my \w+|life[- ]?changing|pain[- ]free|"
    r"no more pain|helped me|healed|amazing\w*|wonderful\w*|fantastic\w*|excellent|"
    r"after (?:only |just )?(?:\w+ )(?:treatments?|sessions?|visits?)",
)
OF_THE_CLINIC = (PROMISES, COMPARES, USES_A_TITLE)
OF_ANYBODY = (*OF_THE_CLINIC, PRAISES)
NEAR = 80  # characters before the words to search for a negation


def whole(words):
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


FOUND = {kind: whole(kind.words) for kind in OF_ANYBODY}
AFTER = {kind: re.compile(kind.unless_after, re.IGNORECASE) for kind in OF_ANYBODY}
WITHIN = {kind: whole(kind.unless_within) for kind in OF_ANYBODY}


def claims(text, kinds=OF_ANYBODY) -> list[str]:
    """A sentence for each claim in this text: its words, and the rule to check."""
    found = []
    for kind in kinds:
        if said := dict.fromkeys(claimed(text, kind)):
            quoted = ", ".join(f"“{one}”" for one in said)
            found.append(f"{kind.what} ({quoted}). {kind.rule}")
    return found


def claimed(text, kind):
    harmless = [one.span() for one in WITHIN[kind].finditer(text)]
    for one in FOUND[kind].finditer(text):
        is_part = any(start <= one.start() and one.end() <= end for start, end in harmless)
        before = text[max(0, one.start() - NEAR) : one.start()]
        if not is_part and not AFTER[kind].search(before):
            yield one[0].lower()


def is_of_a_claim(words) -> bool:
    """Whether this sentence is one that `claims` returns."""
    return words.startswith(tuple(f"{kind.what} (" for kind in OF_ANYBODY))
