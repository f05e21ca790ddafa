from datetime import timedelta
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils.crypto import salted_hmac

from clinic import mail
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts.links import link_to_choose
from inbox.client_address import client_digest
from inbox.models import WINDOW, Attempt
from typed.fields import EmailField

MAILS = "password mail"  # the name under which the mails to one account are counted
MOST_MAILS = {WINDOW: 3, timedelta(days=1): 10}  # to one account
UNKNOWN = "unknown log-in"  # under which failures with a name that no account has are counted
MOST_UNKNOWN = {WINDOW: 1}  # noted of one network
MOST_OF_ALL = {WINDOW: 100}  # noted of all networks


class LogInForm(AdminAuthenticationForm):
    """Django's own, but a name longer than any account's is not cut off by the browser."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": (
            "That username or password is wrong. Check both, and whether Caps Lock is on. After "
            "several wrong tries, logging in is paused for a while."
        )
    }

    def get_invalid_login_error(self):
        # Once it is paused, `locked_out` answers.
        if not getattr(self.request, "axes_locked_out", False):
            account = User.objects.filter(username=self.cleaned_data["username"]).first()
            # The tries for one account are few before it is paused, but names are endless.
            if account or may_be_noted(self.request):
                AccountEvent.objects.note(What.FAILED, account, request=self.request)
        return super().get_invalid_login_error()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.validators.append(
            MaxLengthValidator(name.max_length, "No account has such a long name.")
        )


class AskForm(PasswordResetForm):
    """Emails a link if a staff account has this address, and does not reveal whether one has.

    Only for active accounts, and only a few emails to each, no matter who asks.
    """

    use_required_attribute = False

    email = EmailField(
        label="Your email address",
        max_length=254,
        help_text="The one in your account.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter your email address.",
            "invalid": "Enter an email address like name@example.com.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.pop("maxlength", None)

    def get_users(self, email):
        return (user for user in super().get_users(email) if user.is_staff)

    @transaction.atomic
    def save(self, **options):
        # Without it, Django would take the link's domain from the Host header.
        return super().save(**options | {"domain_override": urlsplit(settings.SITE_URL).netloc})

    def send_mail(self, subject_template_name, template, context, from_email, to, **options):
        user = context["user"]
        if not may_be_mailed(user):
            return
        context = {"user": user, "link": link_to_choose(context["uid"], context["token"])}
        mail.send([to], "Set a new password", "mail/accounts/password.txt", context)


def may_be_mailed(user):
    """Count this email by account, apart from those that public forms send to an address."""
    return Attempt.objects.take(MAILS, counted_as(user), MOST_MAILS)


def counted_as(user):
    return salted_hmac("clinic_site.accounts", str(user.pk), algorithm="sha256").hexdigest()


@transaction.atomic
def may_be_noted(request):
    """Count this failure, so that nobody can fill a log from which nothing may be deleted."""
    network = client_digest(request)
    return Attempt.objects.take(UNKNOWN, network, MOST_UNKNOWN) and Attempt.objects.take(
        UNKNOWN, "", MOST_OF_ALL
    )
