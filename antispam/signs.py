from dataclasses import dataclass, field

SPAM_FROM = 5  # points


@dataclass
class Verdict:
    """How many points speak against a person having sent this, and why, in words for staff."""

    score: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, points, reason):
        self.score += points
        self.reasons.append(reason)

    def add_repeats(self, count):
        """Count that the same text came before within a day, with another name or elsewhere."""
        if count > 2:
            self.add(5, f"The same text has come {count} times today with other details.")
        elif count:
            self.add(2, "The same text has come before today with other details.")

    @property
    def is_spam(self):
        return self.score >= SPAM_FROM


def judge(request, form) -> Verdict:
    """What speaks against this valid form having been sent by a person."""
    verdict = Verdict()
    if form.honeypot_filled:
        verdict.add(5, "The field that people do not see was filled in.")
    if not ({"Sec-Fetch-Site", "Origin"} & set(request.headers)):
        verdict.add(1, "The browser did not say from which site the form was sent.")
    return verdict
