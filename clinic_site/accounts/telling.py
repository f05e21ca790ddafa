"""An email to the person when how their account logs in was changed, so that no thief is alone
with it. It has no link that changes anything.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic import mail
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts.browsers import browser_of

SUBJECTS = {
    What.DEVICE_ADDED: "A device was added to your account",
    What.DEVICE_REMOVED: "A device was removed from your account",
    What.RECOVERY_CODES_MADE: "New recovery codes were made for your account",
    What.RECOVERY_CODE_USED: "A recovery code was used to log in",
    What.PASSWORD_CHANGED: "Your password was changed",
}


@transaction.atomic
def note_and_tell(what, person, request, by=None, **more):
    """Note this in the account log, and queue the email: when, and in what kind of browser.

    `by` is who did it, if it was somebody else; `more` is for the template.
    """
    AccountEvent.objects.note(what, person, by, request)
    if not person.email:
        return
    context = more | {
        "what": what.value,
        "user": person,
        "at": timezone.now(),
        "by": by,
        "browser": browser_of(request),
        "link": settings.SITE_URL + reverse("admin:account"),
    }
    mail.send([person.email], SUBJECTS[what], "mail/accounts/changed.txt", context)
