"""The sentences of a page that may break the rules for wording, with their places."""

from dataclasses import dataclass

from clinic.wording import Finding, digest_of, judge
from pages.text.places import Place, texts_in_places


@dataclass(frozen=True)
class ToCheck:
    """A sentence to look at before it goes live: where it is first, and what the rules found."""

    sentence: str
    place: Place
    findings: tuple[Finding, ...]

    @property
    def digest(self):
        return digest_of(self.sentence)


def found_in_places(revision, sections):
    """Each finding in this revision with these sections, saved or not, after its place."""
    for place, text in texts_in_places(revision, sections):
        for one in judge(text):
            yield place, one


def to_check(revision, sections, decided=frozenset()) -> list[ToCheck]:
    """The sentences to look at, each once, in their order on the page.

    `decided` holds the (digest, key of the rule) of what somebody has decided before.
    """
    found = {}
    for place, one in found_in_places(revision, sections):
        if (one.digest, one.rule.key) not in decided:
            _, of_rule = found.setdefault(one.digest, (place, {}))
            of_rule.setdefault(one.rule.key, one)
    return [
        ToCheck(next(iter(of_rule.values())).sentence, place, tuple(of_rule.values()))
        for place, of_rule in found.values()
    ]
