"""What the screens of accounts show of each: groups, second step, and the time to set it up."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Subquery
from django_otp_webauthn.models import WebAuthnCredential

from booking.models import Therapist
from clinic.clock import day, moment
from clinic_site.accounts.devices import AuthenticatorApp
from clinic_site.accounts.rights import needs_second_factor
from clinic_site.accounts.rules import SecondFactorRequest, SignInRules


def with_second_step(rows, account):
    """These rows, with what `second_step_of` tells of the account that this column names."""
    mine = {"user": OuterRef(account), "confirmed": True}
    asked = SecondFactorRequest.objects.filter(user=OuterRef(account)).values("asked_at")
    return rows.annotate(
        has_app=Exists(AuthenticatorApp.objects.filter(**mine)),
        has_passkey=Exists(WebAuthnCredential.objects.filter(**mine)),
        asked_at=Subquery(asked),
        stored_rules=SignInRules.objects.as_columns(),
    )


def second_step_of(row, account):
    """Like “App, Passkey”, or “None; due December 3”; `row` is out of `with_second_step`."""
    kinds = {"App": row.has_app, "Passkey": row.has_passkey}
    if has := ", ".join(kind for kind, is_there in kinds.items() if is_there):
        return has
    rules = SignInRules.of(row.stored_rules)
    if not rules.is_second_factor_required or row.asked_at is None:
        return "None"
    if not needs_second_factor(account):
        return "None"
    return f"None; due {day(row.asked_at + timedelta(days=rules.grace_days))}"


class ShowsSecondStep:
    """For the ModelAdmin of accounts."""

    def get_queryset(self, request):
        whose = Therapist.objects.filter(account=OuterRef("pk")).values("name")[:1]
        rows = super().get_queryset(request).prefetch_related("groups")
        return with_second_step(rows, "pk").annotate(therapist_name=Subquery(whose))

    @admin.display(description="name", ordering="last_name")
    def full_name(self, account):
        return account.get_full_name()

    @admin.display(description="groups")
    def in_groups(self, account):
        if account.is_superuser:
            return "Superuser"
        return ", ".join(sorted(group.name for group in account.groups.all())) or "None"

    @admin.display(description="therapist")
    def therapist(self, account):
        return account.therapist_name or ""

    @admin.display(description="second step")
    def second_step(self, account):
        return second_step_of(account, account)

    @admin.display(description="active", ordering="is_active")
    def can_log_in(self, account):
        return "Yes" if account.is_active and account.is_staff else "No"

    @admin.display(description="last logged in")
    def last_logged_in(self, account):
        return moment(account.last_login) if account.last_login else "Never"
