"""Judges text sentence by sentence, in time that grows with its length and no faster."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from clinic.sentences import sentences
from clinic.wording import conditions, others, pressure, results
from clinic.wording.rule import Rule

NOT_ALLOWED = (*results.RULES, *others.RULES, *pressure.RULES)
RULES = {one.key: one for one in (*NOT_ALLOWED, *conditions.RULES)}
LONGEST = 400  # characters judged together: each pattern's time is bounded by it
OVERLAP = 100  # of two neighbours, so that words at the seam are seen
NEAR = 120  # characters before the words that may deny them
AS_TYPED = str.maketrans("’‘ʼ`“”„«»–—‑", '\'\'\'\'"""""---')
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Asks, and so claims nothing: but not the questions of an advertisement.
ASKS = re.compile(
    r"(?:is|are|can|could|will|would|do|does|did|has|have|should|may|how|what|when|which)\b"
    r"(?! (?:you (?:want|know|ready|tired|looking|like to|had enough)|if|about)).*\?[\"')\]]*\Z"
)


@dataclass(frozen=True)
class Finding:
    """A sentence that a rule is about, as written, and the words by which it was found."""

    sentence: str
    rule: Rule
    words: str

    @property
    def digest(self):
        return digest_of(self.sentence)


def digest_of(sentence):
    """Of a sentence whatever its spaces: by it, one that was decided on is known again."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()


def judge(text, rules=None) -> list[Finding]:
    """What these rules (all, unless given) find: one for each sentence and rule."""
    rules = RULES.values() if rules is None else rules
    found = []
    for sentence in sentences(text):
        for rule in rules:
            if said := words_found(sentence, rule):
                found.append(Finding(sentence, rule, said[0]))
    return found


def words_found(sentence, rule):
    """The words of this sentence by which the rule is about it, each once."""
    plain = plainly(sentence)
    if rule.unless_asked and len(plain) <= LONGEST and ASKS.match(plain):
        return []
    return list(dict.fromkeys(said for piece in pieces(plain) for said in claimed(piece, rule)))


@lru_cache(maxsize=256)
def plainly(sentence):
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", sentence.translate(AS_TYPED)))
    return re.sub(r" (?=%)", "", " ".join(text.translate(AS_TYPED).lower().split()))


def pieces(text):
    if len(text) <= LONGEST:
        return [text]
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST - OVERLAP)]


def claimed(piece, rule):
    found, after, before, within = compiled(rule)
    harmless = None
    for one in found.finditer(piece):
        if harmless is None:
            harmless = [part.span() for part in within.finditer(piece)]
        is_part = any(start <= one.start() and one.end() <= end for start, end in harmless)
        leading = piece[max(0, one.start() - NEAR) : one.start()]
        if not is_part and not after.search(leading) and not before.match(piece, one.end()):
            yield one[0]


@cache
def compiled(rule):
    return (
        whole(rule.words),
        re.compile(rule.unless_after),
        re.compile(rule.unless_before),
        whole(rule.unless_within),
    )


def whole(words):
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
