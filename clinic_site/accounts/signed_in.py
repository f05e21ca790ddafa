"""For administrators: who is logged in, logging an account out, and a lost device."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clinic import mail
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import devices
from clinic_site.accounts.columns import second_step_of, with_second_step
from clinic_site.accounts.doors import if_sure
from clinic_site.accounts.granting import may_manage
from clinic_site.accounts.sessions import Session
from clinic_site.accounts.telling import note_and_tell

CHANGE = "auth.change_user"
may_change = permission_required(CHANGE, raise_exception=True)
asks_first = require_http_methods(["GET", "HEAD", "POST"])  # a page with a question, its answer


@may_change
def signed_in(request):
    rows = Session.objects.alive().exclude(user=None).select_related("user")
    rows = with_second_step(rows, "user").order_by("user__username", "-last_seen")
    for one in rows:
        one.second_step = second_step_of(one, one.user)
    context = admin.site.each_context(request) | {
        "title": "Who is logged in",
        "sessions": rows,
        "own_session": request.session.row.pk,
    }
    return render(request, "admin/account/signed_in.html", context)


def account_to_change(request, pk):
    """Raises Http404, and PermissionDenied for the account of somebody who may do more."""
    account = get_object_or_404(User, pk=pk)
    if not may_manage(request.user, account):
        raise PermissionDenied
    return account


def ask(request, account, verb, title):
    """The page that asks whether this account's sessions or devices are really to go."""
    context = admin.site.each_context(request) | {
        "title": title,
        "account": account,
        "verb": verb,
        "is_listed": "listed" in request.GET,
    }
    return render(request, "admin/account/ask_first.html", context)


@asks_first
@may_change
def log_out(request, pk):
    """End all sessions of an account, but not the one that asks for it."""
    account = account_to_change(request, pk)
    if request.method != "POST":
        return ask(request, account, "log_out", "Log out everywhere")
    if end_others(request, account):
        by = request.user if request.user != account else None
        AccountEvent.objects.note(What.OUT_EVERYWHERE, account, by, request)
    messages.success(request, f"{account.get_username()} is logged out everywhere.")
    if "listed" in request.POST:
        return redirect("admin:signed_in")
    return redirect("admin:auth_user_change", pk)


@asks_first
@may_change
@if_sure
def reset(request, pk):
    """For a lost phone: forget the second step, so that it can be set up anew."""
    account = account_to_change(request, pk)
    if account == request.user:
        messages.error(request, "Another administrator has to reset your own second step.")
        return redirect("admin:auth_user_change", pk)
    if request.method != "POST":
        return ask(request, account, "reset", "Reset the second step")
    if reset_second_step(account, request.user, request):
        words = "The second step is reset. The person sets up a new one when they next log in."
        messages.success(request, words)
    else:
        messages.warning(request, "There was nothing to reset.")
    return redirect("admin:auth_user_change", pk)


@transaction.atomic
def reset_second_step(account, by=None, request=None):
    """Forget an account's devices, log it out, note it and tell its person by email.

    Returns whether there was any device.
    """
    if not devices.forget_all(account):
        return False
    Session.objects.of(account).end()
    AccountEvent.objects.note(What.DEVICES_RESET, account, by, request)
    if account.email:
        context = {"user": account, "link": settings.SITE_URL + reverse("admin:login")}
        mail.send([account.email], "Your second step was reset", "mail/accounts/reset.txt", context)
    return True


def end_others(request, account):
    """End an account's sessions at once, except the one that asks for it."""
    return Session.objects.of(account).exclude(pk=request.session.row.pk).end()


def password_changed(request, account, since):
    """After Django has given this session, begun at `since`, another key."""
    request.sign_in.note_where(since)
    end_others(request, account)
    by = request.user if request.user != account else None
    note_and_tell(What.PASSWORD_CHANGED, account, request, by)
