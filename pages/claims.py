"""Words with which a physiotherapist in Ontario should take care.

What they may not publish, and what they may only if it can be verified: College of
Physiotherapists of Ontario, "Advertising and Marketing" (in force since May 1, 2025), and its
answers on testimonials to the standard of February 1, 2019, https://www.collegept.org/.
"""

import re

PROMISES = (
    "Promises a result",
    "The clinic may not publish guarantees.",
    r"guarantee\w*|cure[ds]?|miracles?|miraculous\w*|permanent(?:ly)?|100 ?%|always works?|"
    r"works for every(?:one|body)|never fails?|for good|risk[- ]free|no side effects",
)
COMPARES = (
    "Compares",
    "The clinic may not publish that it is better than others.",
    r"best|better than|number one|no\. ?1|unlike (?:all )?(?:the )?others?|only clinic|"
    r"unmatched|(?:top|leading) (?:clinic|physio\w*|therapist)",
)
USES_A_TITLE = (
    "Uses a title",
    "“Specialist” is a title that the College has to grant.",
    r"speciali[sz]ts?|speciali[sz]es?|speciali[sz]ed",
)
PRAISES = (
    "Praises the treatment or the clinic",
    "A testimonial must be genuine, true and verifiable, and not paid for.",
    r"recommend\w*|thanks to|changed my life|saved my \w+|life[- ]?changing|pain[- ]free|"
    r"no more pain|helped me|healed|amazing\w*|wonderful\w*|fantastic\w*|excellent|"
    r"after (?:only |just )?(?:\w+ )(?:treatments?|sessions?|visits?)",
)
OF_THE_CLINIC = (PROMISES, COMPARES, USES_A_TITLE)
OF_ANYBODY = (*OF_THE_CLINIC, PRAISES)
FOUND = {
    words: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for _, _, words in OF_ANYBODY
}


def claims(text, kinds=OF_ANYBODY) -> list[str]:
    """What this text claims, with its words, and the rule that should make one think."""
    found = []
    for what, rule, words in kinds:
        if said := dict.fromkeys(one.lower() for one in FOUND[words].findall(text)):
            quoted = ", ".join(f"“{one}”" for one in said)
            found.append(f"{what} ({quoted}). {rule}")
    return found
