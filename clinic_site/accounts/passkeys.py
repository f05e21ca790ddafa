"""What browsers and we tell each other about passkeys: django-otp-webauthn's views in our steps."""

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.urls import reverse
from django_otp_webauthn import exceptions, views
from django_otp_webauthn.models import WebAuthnCredential

from clinic_site.account_events import What
from clinic_site.accounts.browsers import browser_of
from clinic_site.accounts.devices import RecoveryCodes
from clinic_site.accounts.doors import if_sure
from clinic_site.accounts.logging_in import note_failure
from clinic_site.accounts.sign_in import Step
from clinic_site.accounts.steps import passkeys_at
from clinic_site.accounts.sure import screen
from clinic_site.accounts.telling import note_and_tell

# What the libraries raise for JSON that no browser would send.
UNREADABLE = (AttributeError, KeyError, LookupError, RecursionError, TypeError, ValueError)


class OfOurSteps:
    """For the person of this session, in the steps named by `steps`."""

    steps = ()

    def initial(self, request, *args, **kwargs):
        sign_in = request.sign_in
        if sign_in.step not in self.steps:
            raise exceptions.NotAuthenticated
        if not isinstance(request.data, dict):
            raise exceptions.MalformedRequest
        request.user = sign_in.person  # for this view alone
        request.user.is_verified = lambda: sign_in.is_verified
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc):
        if isinstance(exc, UNREADABLE):
            return JsonResponse({"detail": "This could not be read."}, status=422)
        return super().handle_exception(exc)


class OfTheirOwn(OfOurSteps):
    steps = (Step.NONE, Step.SETUP)

    def check_can_register(self):
        if not self.request.sign_in.is_sure():
            raise exceptions.NotVerified("Reload this page, and enter your password again.")


class BeginAdding(OfTheirOwn, views.BeginCredentialRegistrationView):
    pass


class Add(OfTheirOwn, views.CompleteCredentialRegistrationView):
    @transaction.atomic
    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        request, sign_in = self.request, self.request.sign_in
        added = WebAuthnCredential.objects.filter(user=sign_in.person).latest("pk")
        WebAuthnCredential.objects.filter(pk=added.pk).update(name=browser_of(request))
        sign_in.verify(added.persistent_id)
        note_and_tell(What.DEVICE_ADDED, sign_in.person, request)
        messages.success(request, "Your passkey is added.")
        return response


def stands_for_password(request):
    """Whether a touch is not enough: beside a password, it would be; in its place, it is not."""
    return request.sign_in.step != Step.SECOND


class BeginProving(OfOurSteps, views.BeginCredentialAuthenticationView):
    steps = (Step.SECOND, Step.UNLOCK, Step.NONE)

    def post(self, request, *args, **kwargs):
        options, state = self.get_helper().authenticate_begin(
            user=self.get_user(), require_user_verification=stands_for_password(request)
        )
        request.session["otp_webauthn_authentication_state"] = state
        return JsonResponse(options)


class Prove(OfOurSteps, views.CompleteCredentialAuthenticationView):
    steps = BeginProving.steps

    def get_state(self):
        state = super().get_state()
        if stands_for_password(self.request) and not state["require_user_verification"]:
            raise exceptions.InvalidState  # begun at an earlier step
        return state

    def handle_exception(self, exc):
        if self.request.sign_in.step == Step.SECOND:
            note_failure(self.request)
        return super().handle_exception(exc)

    def complete_auth(self, device):
        sign_in = self.request.sign_in
        if sign_in.step == Step.SECOND:
            sign_in.verify(device.persistent_id)
        elif sign_in.step == Step.UNLOCK:
            sign_in.unlock()
        else:
            sign_in.be_sure()

    def get_success_url(self):
        """None: our script sends the form that waits for this, with what it carries."""
        return ""


@if_sure
def passkey(request):
    codes = RecoveryCodes.objects.filter(user=request.sign_in.person)
    after = "admin:account" if codes.exists() else "admin:account_codes"
    context = {"added_to": reverse(after), "passkeys_at": passkeys_at(request)}
    return screen(request, "passkey.html", "Add a passkey", **context)
