"""Django's screens for a forgotten password, in the desk's style and rate-limited."""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.utils import reset
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import views
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import throttle
from clinic_site.accounts.forms import AskForm
from clinic_site.accounts.logging_in import is_own_password
from clinic_site.accounts.sessions import Session
from clinic_site.accounts.telling import note_and_tell
from clinic_site.unsent import carried
from inbox.guard import in_words, retry_later, too_many


class OnTheDesk:
    def get_context_data(self, **kwargs):
        return super().get_context_data(**admin.site.each_context(self.request) | kwargs)


@method_decorator(never_cache, name="dispatch")
class Ask(OnTheDesk, views.PasswordResetView):
    form_class = AskForm
    title = "Set a new password"

    def post(self, request):
        wait = too_many(request, "password")
        if not wait:
            return super().post(request)
        form = self.get_form()
        form.add_error(None, wait.words)
        return retry_later(self.render_to_response(self.get_context_data(form=form)), wait)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Asked(OnTheDesk, views.PasswordResetDoneView):
    title = "Check your email"


class Choose(OnTheDesk, views.PasswordResetConfirmView):
    title = "Set a new password"

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.use_required_attribute = False
        form.fields["new_password2"].label = "Retype the new password"
        return form

    @transaction.atomic
    def form_valid(self, form):
        had_password = self.user.has_usable_password()
        # Whatever was mistyped before, this person can log in at once.
        reset(username=self.user.get_username())
        throttle.remember(self.request, self.user)
        response = super().form_valid(form)
        Session.objects.of(self.user).end()
        if had_password:
            note_and_tell(What.PASSWORD_CHANGED, self.user, self.request)
        else:
            AccountEvent.objects.note(What.PASSWORD_CHANGED, self.user, request=self.request)
        return response

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.validlink else context | {"title": "This link no longer works"}


class Chosen(OnTheDesk, views.PasswordResetCompleteView):
    title = "Your new password is set"


class OwnPasswordForm(AdminPasswordChangeForm):
    """Wrong old passwords are counted like any other, so an open desk is no place to guess."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self):
        typed = self.cleaned_data["old_password"]
        if not is_own_password(self.request, typed):
            wrong = "password_incorrect"
            raise ValidationError(self.error_messages[wrong], code=wrong)
        return typed


class ChangeOwn(OnTheDesk, views.PasswordChangeView):
    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}


def locked_out(request, response, credentials):
    """The response to too many wrong passwords, for django-axes."""
    pause = int(get_cool_off(request).total_seconds())
    note_pause(credentials, pause)
    context = admin.site.each_context(request) | {
        "title": "Logging in is paused",
        "pause": in_words(pause),
        "unsent": carried(request),
    }
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = pause
    return response


def note_pause(credentials, pause):
    """Once for each account and pause, however often it is tried."""
    name = (credentials or {}).get("username", "")
    account = "\0" not in name and User.objects.filter(username=name).first()
    if not account:
        return
    lately = {"account_id": account.pk, "at__gt": timezone.now() - timedelta(seconds=pause)}
    if not AccountEvent.objects.filter(what=What.PAUSED, **lately).exists():
        AccountEvent.objects.note(What.PAUSED, account)
