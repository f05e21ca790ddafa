"""The emailed links with which people choose their own password."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from clinic import mail

FIRST_LINK_FOR = timedelta(days=3)


class FirstLinkTokens(PasswordResetTokenGenerator):
    """Django's, which the page for a new password checks, but with more time: a token says when it
    was made, and these say a later moment.
    """

    def make_token(self, user):
        later = FIRST_LINK_FOR.total_seconds() - settings.PASSWORD_RESET_TIMEOUT
        made_at = self._num_seconds(self._now()) + int(later)
        return self._make_token_with_timestamp(user, made_at, self.secret)


def link_to_choose(uid, token):
    return settings.SITE_URL + reverse("password_reset_confirm", args=[uid, token])


def send_first_link(account):
    """Queue the email with which somebody chooses the first password of their new account."""
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    link = link_to_choose(uid, FirstLinkTokens().make_token(account))
    context = {"user": account, "link": link, "days": FIRST_LINK_FOR.days}
    mail.send([account.email], "Your new account", "mail/accounts/welcome.txt", context)
