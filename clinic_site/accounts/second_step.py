"""Setting up the second step: an app, and codes on paper for the day when the phone is lost."""

from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP
from django_otp_webauthn.models import WebAuthnCredential

from clinic import sealed
from clinic_site.account_events import What
from clinic_site.accounts import devices
from clinic_site.accounts.devices import AuthenticatorApp, RecoveryCodes
from clinic_site.accounts.doors import by_button, if_sure
from clinic_site.accounts.sure import screen
from clinic_site.accounts.telling import note_and_tell

WRONG = "That is not the code that the app shows now. Enter the next one it shows."
NO_CODE = "Enter the six-digit code that the app shows now."
MADE_ALREADY = "New codes were made a moment ago. If you do not have them, make new ones again."


@if_sure
def app(request):
    """A picture for the app to scan, and its first six digits, which prove that it has done so."""
    person = request.sign_in.person
    purpose = f"new authenticator app of {person.pk}"
    secret = carried_secret(request, purpose) or devices.new_secret()
    step = request.method == "POST" and first_step(secret, request.POST.get("code", ""))
    if step:
        with transaction.atomic():
            return added(request, keep_app(person, secret, step))
    error = ""
    if request.method == "POST":
        error = WRONG if request.POST.get("code", "").strip() else NO_CODE
    return screen(
        request,
        "app.html",
        "Set up an app",
        422 if error else 200,
        error=error,
        sealed_secret=sealed.seal(secret, purpose),
        secret=devices.as_typed(secret),
        link=app_link(person, secret),
        picture=picture(app_link(person, secret)),
    )


def carried_secret(request, purpose):
    """The one that the form shows, so that a mistyped digit does not mean scanning again."""
    try:
        return sealed.unseal(request.POST.get("secret", ""), purpose)
    except (sealed.Unsealable, UnicodeError):
        return ""


def first_step(secret, typed):
    """The step of half a minute to which these digits belong, or None if they are wrong."""
    clock = TOTP(bytes.fromhex(secret))
    clock.time = timezone.now().timestamp()
    is_right = devices.is_digits(typed) and clock.verify(
        int(devices.plain(typed)), devices.TOLERANCE
    )
    return clock.t() if is_right else None


def keep_app(person, secret, step):
    """In place of an earlier one. These first digits do not work a second time."""
    fresh = AuthenticatorApp(user=person, secret=secret, last_step=step, created_at=timezone.now())
    kept = {field.name: getattr(fresh, field.name) for field in fresh._meta.fields[1:]}
    return AuthenticatorApp.objects.update_or_create(user=person, defaults=kept)[0]


def app_link(person, secret):
    """The address that apps agreed on (otpauth)."""
    issuer = settings.OTP_WEBAUTHN_RP_NAME
    label = quote(f"{issuer}:{person.get_username()}")
    key = b32encode(bytes.fromhex(secret)).decode()
    query = urlencode({"secret": key, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def picture(link):
    """The QR code of an address, as SVG without any style."""
    code = segno.make(link, error="m", micro=False)
    drawing = code.svg_inline(scale=4, border=4, light="white", svgclass="qr", lineclass=None)
    return mark_safe(drawing)  # noqa: S308 drawn by us


def added(request, device):
    """After the first device, the codes for the day when it is lost."""
    person = request.sign_in.person
    request.sign_in.verify(device.persistent_id)
    note_and_tell(What.DEVICE_ADDED, person, request)
    messages.success(request, "Your second step is set up.")
    if RecoveryCodes.objects.filter(user=person).exists():
        return redirect("admin:account")
    return redirect("admin:account_codes")


@if_sure
def codes(request):
    """New recovery codes, shown this once, in place of the old ones."""
    person = request.sign_in.person
    made, error = [], ""
    if request.method == "POST":
        made = replaced_codes(request, request.POST.get("seen", ""))
        error = "" if made else MADE_ALREADY
    return screen(
        request,
        "codes.html",
        "Recovery codes",
        409 if error else 200,
        error=error,
        codes=made,
        had_codes=bool(request.POST.get("seen")),
        seen=made_at(person),
    )


@transaction.atomic
def replaced_codes(request, seen):
    """New codes; none if those that were `seen` have been replaced since, as by a double click."""
    person = User.objects.select_for_update(no_key=True).get(pk=request.sign_in.person.pk)
    if made_at(person) != seen:
        return []
    note_and_tell(What.RECOVERY_CODES_MADE, person, request)
    return devices.new_codes(person)


def made_at(person):
    codes = RecoveryCodes.objects.filter(user=person).first()
    return codes.created_at.isoformat() if codes else ""


@by_button
def remove_app(request):
    return removed(request, AuthenticatorApp.objects.filter(user=request.sign_in.person))


@by_button
def remove_passkey(request, pk):
    own = WebAuthnCredential.objects.filter(user=request.sign_in.person)
    get_object_or_404(own, pk=pk)
    return removed(request, own.filter(pk=pk))


@transaction.atomic
def removed(request, device):
    if device.delete()[0]:
        note_and_tell(What.DEVICE_REMOVED, request.sign_in.person, request)
        messages.success(request, "Removed. It can no longer be used to log in.")
    return redirect("admin:account")
