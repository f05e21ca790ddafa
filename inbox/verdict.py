"""Whether what a public form brought is spam: signals with points, and the reasons for staff."""

import re
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from inbox.client_address import client_digest
from inbox.disguises import comparable, undisguised
from inbox.fields import TextField
from inbox.models import SPAM_FROM, Attempt, BlockedWord
from inbox.sales_offers import offers

# In HTML, or in the markup of bulletin boards.
MARKUP = re.compile(r"<\s*a\b[^<>]*\bhref\b|\[\s*url\b")
# Markup and the address it leads to are one link. An email address (“me@www.example.com”) does not
# count.
LINK = re.compile(
    rf"(?:{MARKUP.pattern})[\s=\]\"']*(?:https?://)?(?:www\.)?"
    r"|https?://(?:www\.)?"
    r"|(?<![\w@.-])www\.(?=\w)"
)
# Endings that no person's name has, or a slash with something after it.
HOST = re.compile(
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:"
    r"(?:com|net|org|info|biz|xyz|shop|online|site|store|casino|top)(?![\w@.-])|\w{2,}/\S)"
)


def count_links(text: str) -> int:
    return len(LINK.findall(text))


def has_markup(text: str) -> bool:
    """Whether the text has link markup, of HTML or of bulletin boards."""
    return bool(MARKUP.search(text))


def names_website(text: str) -> bool:
    """Whether a line that should be a person's name holds a link or the name of a website."""
    return bool(LINK.search(text) or HOST.search(text))


MANY_FROM_VISITOR = 5  # posts of one form within inbox.models.WINDOW, this one included
MANY_FROM_ALL = 40


@dataclass
class Verdict:
    """How many points suggest that no honest person sent this, and why, in words for staff."""

    score: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, points, reason):
        self.score += points
        self.reasons.append(reason)

    def add_repeats(self, count):
        """Count earlier posts of the same text within a day, by any name and in any form."""
        if count > 2:
            self.add(
                SPAM_FROM, (f"The same text was sent {count} times today with different details.")
            )
        elif count:
            self.add(2, "The same text was sent earlier today with different details.")

    @property
    def is_spam(self):
        return self.score >= SPAM_FROM


def judge(request, form) -> Verdict:
    """Weigh what suggests that a machine or a spammer sent this valid form."""
    verdict = Verdict()
    if form.honeypot_autofilled:
        verdict.add(
            4,
            "The hidden field was filled in. Bots do that, and sometimes browser autofill.",
        )
    elif form.honeypot_filled:
        verdict.add(
            SPAM_FROM,
            "The hidden field was filled in, and not by a browser’s autofill.",
        )
    if not ({"Sec-Fetch-Site", "Origin"} & set(request.headers)):
        verdict.add(1, "The browser did not say which site the form was sent from.")
    look_for_links(verdict, form)
    look_for_blocked_words(verdict, form)
    look_for_offers(verdict, form)
    look_for_bursts(verdict, form.counted_as, client_digest(request))
    return verdict


def look_for_links(verdict, form):
    texts = [comparable(text) for text in form.written(TextField).values()]
    if links := sum(count_links(text) for text in texts):
        # A few links prove nothing: patients send them as well.
        points = links if links < 3 else 4 if links < 5 else SPAM_FROM
        verdict.add(points, ngettext("It contains a link.", f"It contains {links} links.", links))
    if any(has_markup(text) for text in texts):
        verdict.add(3, "It contains a link written as HTML, which people rarely do.")
    if names_website(comparable(form.written().get("name", ""))):
        verdict.add(4, "The name contains a web address.")


def look_for_blocked_words(verdict, form):
    for blocked in BlockedWord.objects.found_in(form.written().values()):
        verdict.add(blocked.weight, f"It contains the blocked word “{blocked.word}”.")


def look_for_offers(verdict, form):
    text = undisguised("\n".join(form.written(TextField).values()))
    for family in offers(text):
        verdict.add(family.points, family.reason)


def look_for_bursts(verdict, form_name, client):
    from_visitor, from_all = Attempt.objects.recent(form_name, client)
    if from_visitor >= MANY_FROM_VISITOR:
        points = 2 if from_visitor < 2 * MANY_FROM_VISITOR else SPAM_FROM
        verdict.add(points, f"One visitor sent this form {from_visitor} times within ten minutes.")
    if from_all >= MANY_FROM_ALL:
        verdict.add(2, "Many forms came in at the same time.")
