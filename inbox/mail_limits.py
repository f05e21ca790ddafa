"""How many emails strangers' acts may send to one address, no matter who asks or how it is typed.

Anyone can type anyone's address, so what somebody does without an account is a means to mail
another. What is held back is not lost: the caller says so where the act is shown.
"""

import unicodedata
from datetime import timedelta

from django.utils.crypto import salted_hmac

from inbox.models import Attempt

MAILS = "mail"  # the name under which the emails to one address are counted
ONE_DAY = timedelta(days=1)
MOST_A_DAY = 10  # a family with one mailbox that asks, moves and asks again needs fewer
DOTS_MEAN_NOTHING = {"gmail.com", "googlemail.com"}


def mailbox_digest(address) -> str:
    """A keyed digest of the mailbox behind an address, the same for its other spellings.

    What follows a “+” is a label in the same mailbox at the large providers, as are dots at one.
    """
    local, _, host = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if host in DOTS_MEAN_NOTHING:
        local, host = local.replace(".", ""), "gmail.com"
    return salted_hmac("inbox.mailbox", f"{local}@{host}", algorithm="sha256").hexdigest()


def take_turns(address):
    """Wait for others who are about to mail this address. The caller is in a transaction.

    Call it before locking rows of the address.
    """
    Attempt.objects.take_turns(MAILS, mailbox_digest(address))


def may_be_mailed(address) -> bool:
    """Count one more email that a stranger causes, in the caller's transaction; False if that is
    one too many for a day."""
    return Attempt.objects.take(MAILS, mailbox_digest(address), {ONE_DAY: MOST_A_DAY})
