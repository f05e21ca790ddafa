"""The steps of logging in, all at one address, so that what was typed travels through each."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from clinic_site import unsent
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import devices
from clinic_site.accounts.forms import counted_as
from clinic_site.accounts.sign_in import Step
from clinic_site.accounts.steps import ask_next, wanted
from clinic_site.accounts.telling import note_and_tell
from inbox.guard import in_words
from inbox.models import WINDOW, Attempt

LONGEST_CODE = 60  # characters
MOST_NOTED = {WINDOW: 10, timedelta(days=1): 50}  # failures at the second step of one account
WRONG_PASSWORD = "That password is wrong. Check it and try again."  # noqa: S105 words
NO_CODE = "Enter the six-digit code from your app, or a recovery code."
WRONG_CODE = "That code is wrong, or it was already used."
TRY_AGAIN = "Check it, or enter another one."
THEN_WAIT = "Wait {wait}, then try again."


def take_step(request, by_password):
    """Answer a request for the log-in's address; `by_password` answers for its first step."""
    kept, step = unsent.carried(request), request.sign_in.step
    if "username" in request.POST:
        return with_password(request, kept, by_password)
    if admin.site.has_permission(request):
        return onward(request, kept)
    if request.method != "POST" and step == Step.SETUP:
        return redirect("admin:account")
    if step == Step.SECOND and "code" in request.POST:
        return with_code(request, kept)
    if step == Step.UNLOCK and "password" in request.POST:
        return unlock(request, kept)
    is_asked = step in (Step.SECOND, Step.UNLOCK, Step.SETUP)
    return ask_next(request, kept) if kept or is_asked else by_password(None)


def with_password(request, kept, by_password):
    response = by_password(kept)
    if response.status_code != 302:
        return response
    request.sign_in.begin()
    if request.sign_in.step == Step.NONE:
        AccountEvent.objects.note(What.LOGGED_IN, request.sign_in.person, request=request)
    return onward(request, kept)


def with_code(request, kept):
    typed, person = request.POST["code"], request.sign_in.person
    device, wait = None, 0
    if not typed.strip():
        return ask_next(request, kept, 422, error=NO_CODE)
    if typed.isprintable() and len(typed) <= LONGEST_CODE:
        with transaction.atomic():
            device, wait = devices.proves(person, typed)
            if isinstance(device, devices.RecoveryCodes):
                left = len(device.digests)
                note_and_tell(What.RECOVERY_CODE_USED, person, request, codes_left=left)
                messages.info(request, codes_left(left))
    if device is None:
        note_failure(request)
        then = THEN_WAIT.format(wait=in_words(wait)) if wait else TRY_AGAIN
        return ask_next(request, kept, 422, error=f"{WRONG_CODE} {then}")
    request.sign_in.verify(device.persistent_id)
    return onward(request, kept)


def codes_left(left):
    if not left:
        return "That was your last recovery code. Make new ones under “Your account”."
    return ngettext(
        "You have {left} recovery code left.", "You have {left} recovery codes left.", left
    ).format(left=left)


@transaction.atomic
def note_failure(request):
    """A limited number of times: no row of that log can be deleted before its time."""
    person = request.sign_in.person
    if Attempt.objects.take("second step", counted_as(person), MOST_NOTED):
        AccountEvent.objects.note(What.SECOND_FACTOR_FAILED, person, request=request)


def unlock(request, kept):
    if not is_own_password(request, request.POST["password"]):
        return ask_next(request, kept, 422, error=WRONG_PASSWORD)
    request.sign_in.unlock()
    return onward(request, kept)


def is_own_password(request, typed):
    """Counted like any other try to log in: too many, and it is paused."""
    person = request.sign_in.person
    found = authenticate(request, username=person.get_username(), password=typed)
    if found is None or found.pk != person.pk:
        AccountEvent.objects.note(What.FAILED, person, request=request)
        return False
    return True


def onward(request, kept):
    """To the next step, or to where the person was going, with what they had typed."""
    is_done = request.sign_in.step == Step.NONE
    if kept:
        return unsent.ask(request, kept) if is_done else ask_next(request, kept)
    to = wanted(request)
    if is_done:
        return redirect(to)
    return redirect(f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: to})}")
