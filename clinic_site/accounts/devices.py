"""What proves, beside the password, that it is really them: an app's digits, or a code on paper.

Passkeys are `WebAuthnCredential`s of django-otp-webauthn, which hold nothing secret.
"""

import hmac
import secrets
from base64 import b32encode

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP
from django_otp_webauthn.models import WebAuthnCredential

from clinic.sealed import Unsealable
from clinic.sealed_columns import SealedField

SECRET_BYTES = 20  # as RFC 4226 recommends
MOST_COUNTED = 11  # wrong tries in a row: then it is one each 17 minutes, and never a longer wait
TOLERANCE = 1  # steps of half a minute that a phone's clock may be off
CODES, CODE_LENGTH = 10, 10
# Without letters and digits that look alike on paper: 50 bits in ten of them.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LOOK_ALIKE = str.maketrans("oil", "011")


class SlowToGuess(ThrottlingMixin):
    """Each wrong try doubles the wait, but nobody can lock the owner out for long."""

    class Meta:
        abstract = True

    def get_throttle_factor(self):
        return 1  # second

    def throttle_increment(self, commit=True):
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_COUNTED - 1)
        super().throttle_increment(commit)


class AuthenticatorApp(TimestampMixin, SlowToGuess, Device):
    """An app that shows six digits, new ones each half minute (RFC 6238)."""

    secret = SealedField(max_length=80)  # hexadecimal
    drift = models.SmallIntegerField(default=0)  # steps
    last_step = models.BigIntegerField(default=-1)  # the newest that was used: none works twice

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["user"], name="clinic_site_one_app_per_account")
        ]

    def verify_token(self, token):
        """Whether these are its digits now. They work once, and wrong ones make it wait."""
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        clock = TOTP(bytes.fromhex(self.secret), drift=self.drift)
        clock.time = timezone.now().timestamp()
        if not clock.verify(int(token), TOLERANCE, self.last_step + 1):
            self.throttle_increment()
            return False
        self.drift, self.last_step = clock.drift, clock.t()
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


class RecoveryCodes(TimestampMixin, SlowToGuess, Device):
    """Codes on paper for the day when the phone is lost. Each works once."""

    digests = ArrayField(models.CharField(max_length=64))

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["user"], name="clinic_site_codes_per_account")
        ]

    def verify_token(self, token):
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        possible = digests(self.user_id, token)
        found = next((one for one in self.digests if is_any_of(one, possible)), None)
        if found is None:
            self.throttle_increment()
            return False
        self.digests.remove(found)
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True


def new_secret():
    return secrets.token_bytes(SECRET_BYTES).hex()


def as_typed(secret):
    """The secret of an app in groups of four, for a phone that cannot scan."""
    text = b32encode(bytes.fromhex(secret)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def digests(user_id, code):
    """What may be stored of a code: a keyed digest, with the current key first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    code = "".join(filter(str.isalnum, code.lower())).translate(LOOK_ALIKE)
    return [
        salted_hmac(
            "clinic_site.recovery_code", f"{user_id}:{code}", secret=key, algorithm="sha256"
        ).hexdigest()
        for key in keys
    ]


def is_any_of(digest, possible):
    return any(hmac.compare_digest(digest, one) for one in possible)


@transaction.atomic
def new_codes(user):
    """Ten codes, to be shown once: only digests are stored. They replace the old ones."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    kept = {"digests": [digests(user.pk, code)[0] for code in codes], "created_at": timezone.now()}
    RecoveryCodes.objects.update_or_create(user=user, defaults=kept)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def proves(user, typed):
    """Which device says that these digits, or this code, are right, and how long to wait if none.

    Returns the device or None, and seconds.
    """
    model = AuthenticatorApp if is_digits(typed) else RecoveryCodes
    try:
        device = model.objects.select_for_update().filter(user=user).first()
    except Unsealable:  # after SECRET_KEY was lost: an administrator has to reset it
        device = None
    if device is None:
        return None, 0
    if device.verify_token(plain(typed)):
        return device, 0
    _, why = device.verify_is_allowed()
    until = why["locked_until"] if why else timezone.now()
    return None, max(0, int((until - timezone.now()).total_seconds()))


def plain(typed):
    return typed.replace(" ", "").strip()


def is_digits(typed):
    return plain(typed).isascii() and plain(typed).isdigit() and len(plain(typed)) == 6


def has_any(user_id):
    """For an `Exists` of an account: whether it has a second step."""
    mine = {"user": user_id, "confirmed": True}
    apps = AuthenticatorApp.objects.filter(**mine)
    return models.Exists(apps) | models.Exists(WebAuthnCredential.objects.filter(**mine))


@transaction.atomic
def forget_all(user):
    """Remove every device of an account; returns how many there were."""
    of_user = [one.objects.filter(user=user) for one in (AuthenticatorApp, WebAuthnCredential)]
    count = sum(rows.count() for rows in of_user)
    for rows in [*of_user, RecoveryCodes.objects.filter(user=user)]:
        rows.delete()
    return count
