"""What other programs call the states of a visit."""

import re
from functools import lru_cache

from booking.moving_in.headings import plain

BOOKED, CANCELLED, ATTENDED, MISSED = ALL = ("booked", "cancelled", "attended", "missed")

WORDS = {
    BOOKED: """
        booked|confirmed|scheduled|pending|new|unconfirmed|tentative|accepted|active|upcoming|open
        approved|reserved|planned|requested|offered|not confirmed|rebooked|paid|unpaid|started
        in progress
        confirme|confirmee|reserve|planifie|prevu|en attente|a venir|actif|needs action|ok|deposit
        bestatigt|gebucht|geplant|reserviert|angefragt
        late|running late|not arrived|not arrived yet|reminded|to be confirmed|a confirmer|invoiced
    """,
    CANCELLED: """
        cancelled|canceled|late cancelled|late canceled|late cancel|late cancellation|cancel|deleted
        cancellation|annule|annulee|annulation|declined|rejected|void|voided|cancelled by client
        cancelled by patient|client cancelled|patient cancelled|cancelled late|refused|removed
        cancelled by staff|cancelled by customer|canceled by client|canceled by customer|refuse
        annule tard|annulation tardive|rescheduled|cancelled by business|cancelled by seller|denied
        canceled by seller|clinic cancelled|cancelled by clinic|cancelled by provider|deplace
        cancelled rescheduled|reporte|cxl|withdrawn|lapsed|same day cancellation
        late cancelled charged|excuse|excusee|absent excuse|absente excusee|absence excusee|excused
        absence motivee|can|canc|cncl|cncld|cx|c x|rs|r s|rsd|resched|cna|could not attend
        abgesagt|storniert|ausgefallen|geloscht
    """,
    ATTENDED: """
        attended|arrived|completed|complete|checked in|checked out|showed|show|done|present|seen
        fulfilled|finished|closed|arrive|arrivee|presente|complete|termine|terminee|vu|vue|honore
        departed|chk|chk in|chk out
        erschienen|wahrgenommen|erledigt|abgeschlossen|durchgefuhrt
        kept|checkin|checkout|in treatment|served|attended and paid|effectue|attended charged
    """,
    MISSED: """
        no show|noshow|missed|did not arrive|did not attend|dna|absent|absente|manque|manquee
        not attended|no showed|did not show|non presente|n s|ns|failed to attend|no show charged
        unattended|left without being seen|lwbs
        nicht erschienen|versaumt|unentschuldigt
        lapin|no call no show|absence|non honore|non venu|non venue|pas venu|pas venue
        ne s est pas presente|ne s est pas presentee|did not come|did not show up|not seen|non vu
    """,
}
MEANT = {
    plain(one): status
    for status, words in WORDS.items()
    for listed in words.splitlines()
    for one in listed.split("|")
    if one.strip()
}


# In words of one's own: “Early cancelled”.
IN_OTHERS = re.compile(
    r"(?P<not>\b(?:not|non|pas|never|un|no)(?: a)? )?"
    r"(?:\bcancel|\bannul|(?P<missed>\bno ?show(?:ed|s)?\b))"
)

# Nothing that has happened yet, or a visit that another was moved to.
IS_OPEN = re.compile(
    r"\b(?:cancell?ation|cancel|annulation) (?:request|pending|demand)"
    r"|\b(?:pending|requested) cancel"
    r"|\b(?:rescheduled|moved|reportee?|deplacee?) (?:from|de|du)\b"
)

BESIDE = r"(?:late |early )?(?:cancell?ed|cancellation|cancel|cxl|annul(?:\u00e9|e)e?)|no[- ]?show"
WITH_NAME = re.compile(
    rf"\W*(?P<before>{BESIDE})(?: event| appointment)?\s*[:)\]*\u2013\u2014-]+\s*(?=\w)"
    rf"|(?:\s*[(\[*]|\s+[:\u2013\u2014-])\s*(?P<after>{BESIDE})\W*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def apart(name: str) -> tuple[str, str]:
    """The name without the status that somebody has written beside it, and that or "".

    Outlook writes “Canceled: ” before the subject.
    """
    found = WITH_NAME.match(name) or WITH_NAME.search(name)
    if not found or (found["before"] and found.start()):
        return name, ""
    rest = f"{name[: found.start()]}{name[found.end() :]}".strip()
    return (rest, status_of(found["before"] or found["after"])) if rest else (name, "")


WAITING = re.compile(r"\bwait ?list|\bwaiting list|\bliste d attente")


def is_waiting(cell: str) -> bool:
    """Whether somebody is waiting for a time: that is not a visit yet."""
    return bool(WAITING.search(plain(cell)))


@lru_cache(maxsize=1_000)
def status_of(cell: str) -> str | None:
    """One of the four; None for any other word."""
    words = plain(cell)
    if words in MEANT:
        return MEANT[words]
    if IS_OPEN.search(words):
        return None
    found = IN_OTHERS.search(words)
    if not found:  # “Did not arrive (DNA)”, “Arrived late”
        first = words.split()
        begun = (" ".join(first[:most]) for most in range(len(first) - 1, 0, -1))
        return next((MEANT[one] for one in begun if one in MEANT and len(one) > 2), None)
    return BOOKED if found["not"] else MISSED if found["missed"] else CANCELLED
