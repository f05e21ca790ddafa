"""A person's own account: how they log in, where they are logged in, and locking the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp_webauthn.models import WebAuthnCredential

from clinic_site import unsent
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import devices
from clinic_site.accounts.doors import by_button, for_oneself
from clinic_site.accounts.logging_in import WRONG_PASSWORD, is_own_password
from clinic_site.accounts.sessions import Session
from clinic_site.accounts.sign_in import Step
from clinic_site.accounts.steps import wanted
from clinic_site.accounts.sure import password_screen, screen

LATELY = 10  # of what happened to an account, for its owner


@for_oneself
def account(request):
    person = request.sign_in.person
    codes = devices.RecoveryCodes.objects.filter(user=person).first()
    return screen(
        request,
        "account.html",
        "Your account",
        set_up_by=request.sign_in.must_be_set_up_by,
        passkeys=WebAuthnCredential.objects.filter(user=person).order_by("pk"),
        app=devices.AuthenticatorApp.objects.filter(user=person).defer("secret").first(),
        codes_left=len(codes.digests) if codes else None,
        sessions=Session.objects.alive().of(person).order_by("-last_seen"),
        own_session=request.session.row.pk,
        events=AccountEvent.objects.filter(account_id=person.pk)[:LATELY],
    )


@for_oneself
def again(request):
    """Ask for the password again; then show what was typed, with the button that sends it."""
    if request.method != "POST":
        return password_screen(request)
    kept = unsent.carried(request)
    if not is_own_password(request, request.POST.get("password", "")):
        return password_screen(request, kept, 422, WRONG_PASSWORD)
    request.sign_in.be_sure()
    return unsent.ask(request, kept, is_again=True) if kept else redirect(wanted(request))


@by_button
def log_out_elsewhere(request):
    others = Session.objects.of(request.sign_in.person).exclude(pk=request.session.row.pk)
    if others.end():
        person = request.sign_in.person
        AccountEvent.objects.note(What.OUT_EVERYWHERE, person, request=request)
    messages.success(request, "You are logged out everywhere else.")
    return redirect("admin:account")


@require_POST
@never_cache
def lock(request):
    """For the desk's script, when it hides the page; or for somebody who leaves their desk."""
    if request.sign_in.step == Step.NONE:
        request.sign_in.lock()
    is_known = request.sign_in.step != Step.PASSWORD
    return HttpResponse(status=204 if is_known else 403)


@require_POST
@never_cache
def still_here(request):
    """For the desk's script, when somebody types or points; 403 once the desk is locked."""
    if request.sign_in.step != Step.NONE:
        return HttpResponse(status=403)
    request.session.row.note_activity()
    return HttpResponse(status=204)


@require_POST
@never_cache
def unlock(request):
    """For the desk's script, which keeps the page as it is: 204 if it was the password."""
    if request.sign_in.step == Step.UNLOCK:
        if not is_own_password(request, request.POST.get("password", "")):
            return HttpResponse(WRONG_PASSWORD, status=422, content_type="text/plain")
        request.sign_in.unlock()
    is_open = request.sign_in.step == Step.NONE
    return HttpResponse(status=204 if is_open else 403)
