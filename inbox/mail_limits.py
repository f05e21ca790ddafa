"""How many emails strangers can cause to one address, no matter who asks and how it is typed.

Anyone can type anyone's address, so public forms could be used to flood somebody with email.
Nothing is lost silently: the caller shows that an email was held back.
"""

import unicodedata
from datetime import timedelta

from django.utils.crypto import salted_hmac

from inbox.models import Attempt

MAILS = "mail"  # the name under which the emails to one address are counted
COURTESIES = "courtesy mail"
ONE_DAY = timedelta(days=1)
MOST_COURTESIES = 3  # a day; these count among the others too
MOST_A_DAY = 10  # a family with one mailbox that asks, moves and asks again needs fewer
DOTS_MEAN_NOTHING = {"gmail.com", "googlemail.com"}


def mailbox_digest(address) -> str:
    """A keyed digest of the mailbox behind an address, the same for its other spellings.

    At the large providers, a “+” and what follows is a label within one mailbox; at one of them,
    dots don't count.
    """
    local, _, host = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if host in DOTS_MEAN_NOTHING:
        local, host = local.replace(".", ""), "gmail.com"
    return salted_hmac("inbox.mailbox", f"{local}@{host}", algorithm="sha256").hexdigest()


def take_turns(address):
    """Wait for other transactions that are about to mail this address; needs a transaction.

    Call it before locking rows of that address, or two callers can deadlock.
    """
    Attempt.objects.take_turns(MAILS, mailbox_digest(address))


def may_be_mailed(address) -> bool:
    """Count one more email in the caller's transaction; False if it is one too many for the day."""
    return Attempt.objects.take(MAILS, mailbox_digest(address), {ONE_DAY: MOST_A_DAY})


def may_be_told(address) -> bool:
    """As `may_be_mailed`, for an email that people asked for with a box and can do without.

    Fewer of them a day, so that strangers who give somebody's address cannot use up what it needs
    for appointments.
    """
    limits = {ONE_DAY: MOST_COURTESIES}
    return Attempt.objects.take(COURTESIES, mailbox_digest(address), limits) and may_be_mailed(
        address
    )
