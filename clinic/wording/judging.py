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
# Of the rules as they are now: what was read by others has to be read again.
RULES_DIGEST = hashlib.sha256(repr(list(RULES.values())).encode()).hexdigest()[:16]
LONGEST = 400  # characters judged together: each pattern's time is bounded by it
OVERLAP = 100  # of two neighbours, so that words at the seam are seen
# Pieces whose findings are kept, so that a page is not judged again as a whole while somebody
# types: one of 50,000 words has half as many.
REMEMBERED = 8_192
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


def judge(text) -> list[Finding]:
    """What the rules find in the text: one for each sentence and rule."""
    return [
        Finding(sentence, rule, words[0])
        for sentence in sentences(text)
        for rule, words in words_found(sentence)
    ]


def words_found(sentence):
    """Each rule that is about this sentence, with its words that are the reason, each once."""
    plain = plainly(sentence)
    asks = len(plain) <= LONGEST and ASKS.match(plain)
    found = {}
    for piece in pieces(plain):
        for rule, words in found_in(piece):
            if not (asks and rule.unless_asked):
                found.setdefault(rule, {}).update(words)
    return [(rule, list(found[rule])) for rule in RULES.values() if rule in found]


@lru_cache(maxsize=REMEMBERED)
def found_in(piece):
    said = ((rule, dict.fromkeys(claimed(piece, rule))) for rule in RULES.values())
    return [(rule, words) for rule, words in said if words]


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
