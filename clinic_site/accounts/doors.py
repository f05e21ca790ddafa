"""Who may open the pages about one's own account."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from clinic_site import unsent
from clinic_site.accounts.sign_in import Step
from clinic_site.accounts.sure import ask_again


def for_oneself(view):
    """Open to all staff, even while they have to set up their second step before anything else."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        sign_in = request.sign_in
        if sign_in.step in (Step.NONE, Step.SETUP) and sign_in.person.is_staff:
            return view(request, *args, **kwargs)
        if kept := unsent.posted(request):
            return unsent.log_in_first(request, kept)
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))

    return guarded


def by_button(view):
    """For what a button of the account's page does: a GET, as after a log-in, leads there."""

    @if_sure
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST":
            return view(request, *args, **kwargs)
        messages.warning(request, "Nothing was changed. Press the button again.")
        return redirect("admin:account")

    return guarded


def if_sure(view):
    """Ask for the password again unless it was given a short while ago: a desk may stand open."""

    @for_oneself
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.sign_in.is_sure():
            return view(request, *args, **kwargs)
        return ask_again(request)

    return guarded
