"""Asking for the password again before something that a stranger at an open desk must not do."""

from urllib.parse import urlencode

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import reverse

from clinic_site import unsent
from clinic_site.accounts.sign_in import Step
from clinic_site.accounts.steps import wanted


class NotSure(Exception):
    """The password was not given a short while ago: the desk's doors answer with `ask_again`.

    `then` is the address that the person sees after it, if it is not the one that they asked for.
    """

    def __init__(self, then=""):
        self.then = then


def require_sure(request, then=""):
    """For a view of the desk, before it does such a thing. Raises NotSure."""
    if not request.sign_in.is_sure():
        raise NotSure(then)


class AsksAgain:
    """For a ModelAdmin: a valid form is saved only if the password was given a short while ago."""

    def save_model(self, request, obj, form, change):
        require_sure(request)
        super().save_model(request, obj, form, change)


def ask_again(request, then=""):
    """Ask for the password; what was typed into a form is carried along."""
    if kept := unsent.posted(request):
        return password_screen(request, kept, 403)
    to = then or (request.path if request.method == "POST" else request.get_full_path())
    return redirect(f"{reverse('admin:account_again')}?{urlencode({'next': to})}")


def password_screen(request, kept=None, status=200, error=""):
    to = kept.to if kept else wanted(request)
    context = {"unsent": kept, "next": to, "error": error}
    return screen(request, "again.html", "Enter your password", status, **context)


def screen(request, template, title, status=200, **context):
    """A page about the person's own account."""
    context |= admin.site.each_context(request) | {
        "title": title,
        "person": request.sign_in.person,
        "must_set_up": request.sign_in.step == Step.SETUP,
    }
    return render(request, f"admin/account/{template}", context, status=status)
