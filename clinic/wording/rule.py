"""What a rule about wording is, and what denies a claim."""

from dataclasses import dataclass

NOT_ALLOWED, ON_A_CONDITION = "not_allowed", "on_a_condition"
DEGREES = {NOT_ALLOWED: "Not allowed", ON_A_CONDITION: "Allowed on a condition"}

COLLEGE = "College of Physiotherapists of Ontario"
IN_FORCE = "in force since May 1, 2025"
STANDARD = f"{COLLEGE}, Advertising and Marketing Standard ({IN_FORCE})"
ANSWERS = f"{COLLEGE}, questions and answers on the Advertising and Marketing Standard ({IN_FORCE})"
READ_AT = "https://collegept.org/standard/advertising-and-marketing-standard/resources"


def any_of(*phrases):
    """A pattern for any of these patterns."""
    return "|".join(phrases)


# Words that deny what follows within a few words: “We cannot promise or guarantee a result”. A
# comma ends their reach, but not in a list, and so does a word that takes the denial back.
TAKES_BACK = r"(?:but|just|only|merely|simply|wait|hesitate|settle|miss|worry|forget)\b"
REACH = (
    r"(?:(?:,(?=\s+(?:or|nor|and|promise|guarantee|claim|offer|imply|cure)\b))?"
    rf"\s+(?!{TAKES_BACK})[\w'’%\"“/-]++){{0,7}}\s+[\"“']?\Z"
)
NOT = (
    r"(?:not|cannot|\w+n't|instead of|rather than|far from|avoid\w*|unable to|impossible to"
    r"|refuse to"
    r"|wrong to|beware of|wary of|careful with|whether|may not|nor|neither"
    r"|(?:anyone|anybody|someone|somebody|clinics?|sites?|people|ads?|advertisements?) (?:who"
    r"|that))"
)
NO = (
    r"(?:never|no(?! (?:wonder|doubt|matter|question|longer|need))|nobody|none|nothing|hardly"
    r"|rarely"
    r"|without(?! (?:a |any )?(?:doubt|question|fail)))"
)
DENIED = rf"(?<!why )\b{NOT}{REACH}"
# Not for comparisons: “No clinic is better than ours” denies nothing.
DENIED_OR_NONE = rf"(?<!why )\b(?:{NOT}|{NO}){REACH}"
DENIED_AFTER = (
    r"\s+(?:(?:is|are|can|do|does|may|could|would|should)\s?(?:not\b|n't)|can't\b|nothing\b"
    r"|(?:is|are|would be|may be)\s+(?:impossible|wrong|rare|uncommon|never|nothing|no))"
)


@dataclass(frozen=True)
class Rule:
    """A rule of the standard, and the words by which a sentence may break it.

    The patterns are for text in lower case with straight quotes. `words` find a claim. None is made
    where `unless_after` ends just before them, `unless_before` begins just after them, they are
    part of `unless_within`, or the sentence is a plain question and `unless_asked`.

    """

    key: str  # recorded with what an editor decided: never changes
    degree: str
    name: str
    says: str  # in our own words
    source: str
    instead: str  # what an editor could write
    words: str
    unless_after: str = DENIED_OR_NONE
    unless_before: str = DENIED_AFTER
    unless_within: str = r"(?!)"
    unless_asked: bool = False
    condition: str = ""  # what an editor confirms, as a sentence

    @property
    def is_allowed(self):
        return self.degree == ON_A_CONDITION

    @property
    def degree_words(self):
        return DEGREES[self.degree]
