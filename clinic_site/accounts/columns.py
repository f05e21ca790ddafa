"""What the list of accounts shows of each: groups, second step, and the time left to set it up."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Subquery
from django_otp_webauthn.models import WebAuthnCredential

from clinic.clock import day
from clinic_site.accounts.devices import AuthenticatorApp
from clinic_site.accounts.rights import needs_second_factor
from clinic_site.accounts.rules import SecondFactorRequest, SignInRules


class ShowsSecondStep:
    """For the ModelAdmin of accounts."""

    def get_queryset(self, request):
        mine = {"user": OuterRef("pk"), "confirmed": True}
        asked = SecondFactorRequest.objects.filter(user=OuterRef("pk")).values("asked_at")
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups")
            .annotate(
                has_app=Exists(AuthenticatorApp.objects.filter(**mine)),
                has_passkey=Exists(WebAuthnCredential.objects.filter(**mine)),
                asked_at=Subquery(asked),
                rules=SignInRules.objects.as_columns(),
            )
        )

    @admin.display(description="groups")
    def in_groups(self, account):
        if account.is_superuser:
            return "Superuser"
        return ", ".join(sorted(group.name for group in account.groups.all())) or "None"

    @admin.display(description="second step")
    def second_step(self, account):
        kinds = {"App": account.has_app, "Passkey": account.has_passkey}
        if has := ", ".join(kind for kind, is_there in kinds.items() if is_there):
            return has
        rules = SignInRules.of(account.rules)
        if not rules.is_second_factor_required or account.asked_at is None:
            return "None"
        if not needs_second_factor(account):
            return "None"
        return f"None; due {day(account.asked_at + timedelta(days=rules.grace_days))}"
