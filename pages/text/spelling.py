"""One spelling for words that can be written in several ways, in texts and in searches."""

import re

LETTER_BEFORE, LETTER_AFTER = r"(?<=\w)", r"(?=\w)"
RULES = [
    (r"\(?\b([0-9]{3})\)?[ .-]?([0-9]{3})[ .-]?([0-9]{4})\b", r"\1\2\3"),  # phone numbers
    (rf"{LETTER_BEFORE}['’ʼ‘`´]{LETTER_AFTER}", ""),  # patient's
    (rf"{LETTER_BEFORE}[-‐‑]{LETTER_AFTER}", ""),  # e-mail, x-ray
    (r"\b(e)\s+(mails?)\b", r"\1\2"),
    (r"\b(x)\s+(rays?)\b", r"\1\2"),
    (r"\b(web)\s+(sites?|pages?)\b", r"\1\2"),
    (r"\b(health|after)\s+(care)\b", r"\1\2"),
    (r"\b(follow|check|pick)\s+(ups?)\b", r"\1\2"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ø", "o"),
    ("đ", "d"),
    ("ł", "l"),
    (r"\bphysical\s+therap", "physiotherap"),
    (r"\bphysios?\b", "physiotherapy"),
    (r"\bappts?\b", "appointment"),
    # British and partly Canadian, and American.
    (r"\b(\w*met|cent|theat|fib|\w*lit|calib|spect)re(s?)\b", r"\1er\2"),
    (r"\bcentred\b", "centered"),
    (r"\b(arm|behavi|cand|col|disc?ol|endeav|fav|flav|glam|harb|hon)our", r"\1or"),
    (r"\b(hum|lab|neighb|od|rig|rum|sav|tum|val|vap|vig)our", r"\1or"),
    (r"\bpractis(e|es|ed|ing)\b", r"practic\1"),
    (r"(\w{3})is(e|es|ed|ing|ation|ations|er|ers)\b", r"\1iz\2"),
    (r"(\w{2})ys(e|es|ed|ing|er|ers)\b", r"\1yz\2"),
    (r"(\bp|\bh|hop|isch|gyn|an|leuk)ae(?=[cdms])", r"\1e"),
    (r"\boe(?=d|s)", "e"),
    (r"rrhoea", "rrhea"),
    (r"\b(cancel|counsel|label|level|model|signal|travel)l(ed|ing|er|ers)\b", r"\1\2"),
    (r"\b(defen|licen|offen)ce(s?)\b", r"\1se\2"),
    (r"\b(program)me(s?)\b", r"\1\2"),
    (r"\bgrey", "gray"),
    (r"\benquir", "inquir"),
    # Forms that the stemmer does not know.
    (r"\bfeet\b", "foot"),
    (r"\bwomen\b", "woman"),
    (r"\bmen\b", "man"),
    (r"\bchildren\b", "child"),
    (r"\bvertebrae\b", "vertebra"),
]

# Forms of one word that the stemmer takes for two. Unlike the rules, they need no new index.
FAMILIES = [
    ("treat", "treatment"),
    ("assess", "assessment"),
    ("adjust", "adjustment"),
    ("improve", "improvement"),
    ("manage", "management"),
    ("measure", "measurement"),
    ("move", "movement"),
    ("pay", "payment"),
    ("require", "requirement"),
    ("injure", "injury"),
    ("prescribe", "prescription"),
    ("pregnant", "pregnancy"),
    ("allergic", "allergy"),
    ("arthritic", "arthritis"),
    ("rehab", "rehabilitation"),
]


# The reverse, to mark in a text what was found by another spelling.
OTHERS = [
    (r"^e(?=mail)", "e-"),
    (r"^x(?=ray)", "x-"),
    (r"er(s?)$", r"re\1"),
    (r"or", "our"),
    (r"iz", "is"),
    (r"yz", "ys"),
]


def spellings(words: str) -> list[str]:
    """The words, each in all its spellings."""
    known = [*words.split(), *in_one_spelling(words).split()]
    known += [re.sub(pattern, new, one) for one in known for pattern, new in OTHERS]
    return list(dict.fromkeys(one for one in known if re.fullmatch(r"[\w-]*\w", one)))


def in_one_spelling(words: str) -> str:
    for pattern, new in RULES:
        words = re.sub(pattern, new, words, flags=re.IGNORECASE)
    return words
