"""The screen for whatever is asked next while logging in. It carries what was typed elsewhere."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp_webauthn.models import WebAuthnCredential

from clinic_site.accounts.devices import AuthenticatorApp
from clinic_site.accounts.sign_in import Step
from clinic_site.answers import kept_by_nobody

SCREENS = {
    Step.PASSWORD: ("admin/login.html", "Log in to continue"),
    Step.SECOND: ("admin/second_step.html", "Second step"),
    Step.SETUP: ("admin/set_up_first.html", "Set up your second step"),
    Step.UNLOCK: ("admin/unlock.html", "The desk is locked"),
}


def wanted(request):
    """The address of ours that the person was on their way to; otherwise the desk's."""
    name = REDIRECT_FIELD_NAME
    to = request.POST.get(name) or request.GET.get(name) or ""
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    return to if is_ours else reverse("admin:index")


def passkeys_at(request):
    """The site's own address if passkeys, which belong to it, fail at the one in use; or ""."""
    here = f"{request.scheme}://{request.get_host()}"
    return "" if here in settings.OTP_WEBAUTHN_ALLOWED_ORIGINS else settings.SITE_URL


def ask_next(request, unsent=None, status=200, **context):
    """Ask for what comes next; `unsent` is what could not be saved before."""
    template, title = SCREENS[request.sign_in.step]
    person = request.sign_in.person
    context |= admin.site.each_context(request) | {
        "title": title,
        "app_path": reverse("admin:login"),
        "username": person.get_username(),
        "form": admin.site.login_form(request),
        "unsent": unsent,
        "next": unsent.to if unsent else wanted(request),
    }
    if person.is_authenticated:
        context |= {
            "has_passkey": WebAuthnCredential.objects.filter(user=person, confirmed=True).exists(),
            "passkeys_at": passkeys_at(request),
            "has_app": AuthenticatorApp.objects.filter(user=person).exists(),
        }
    return kept_by_nobody(render(request, template, context, status=status))
