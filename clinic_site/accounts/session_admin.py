"""What stock screens of accounts do to sessions, and the screen of the rules for logging in."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import path

from clinic.screens import OneRowAdmin, say_limits
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import signed_in
from clinic_site.accounts.rules import SecondFactorRequest, SignInRules
from clinic_site.accounts.sure import AsksAgain, require_sure


class EndsSessions:
    """For the screen of accounts: somebody who loses a right is logged out at once."""

    change_form_template = "admin/account/staff.html"

    def get_urls(self):
        def verb(name, view):
            address = f"<int:pk>/{name.replace('_', '-')}/"
            return path(address, self.admin_site.admin_view(view), name=f"auth_user_{name}")

        own = [verb("log_out", signed_in.log_out), verb("reset", signed_in.reset)]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        has_any = obj and (obj.has_app or obj.has_passkey)
        context["may_reset"] = has_any and obj != request.user
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        before = User.objects.filter(pk=obj.pk).first()
        request.could_before = before.get_all_permissions() if before else set()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        after = User.objects.get(pk=form.instance.pk)
        may_log_in = after.is_active and after.is_staff
        if not may_log_in or not request.could_before <= after.get_all_permissions():
            signed_in.end_others(request, after)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):  # noqa: A002 Django's name
        if self.has_change_permission(request, self.get_object(request, unquote(id))):
            require_sure(request)
        since = request.session.row.since
        response = super().user_change_password(request, id, form_url)
        # Django leads back to the form where its two buttons contradict each other.
        is_led_on = response.get("Location", request.get_full_path()) != request.get_full_path()
        is_done = request.method == "POST" and is_led_on
        if is_done and (account := self.get_object(request, unquote(id))):
            signed_in.password_changed(request, account, since)
        return response


class SignInRulesForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("idle_minutes", "absolute_hours"):
            self.fields[name].required = True
        say_limits(self)


@admin.register(SignInRules)
class SignInRulesAdmin(AsksAgain, OneRowAdmin):
    form = SignInRulesForm
    fields = ["is_second_factor_required", "grace_days", "idle_minutes", "absolute_hours"]

    def save_model(self, request, obj, form, change):
        was_required = SignInRules.current().is_second_factor_required
        super().save_model(request, obj, form, change)
        if obj.is_second_factor_required and not was_required:
            # Everybody gets the time to set it up, whenever they were asked before.
            SecondFactorRequest.objects.all().delete()
        AccountEvent.objects.note(What.RULES_CHANGED, by=request.user, request=request)
