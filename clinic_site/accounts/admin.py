import secrets
from copy import copy

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.urls import reverse
from django.utils.html import format_html

from booking.models import CalendarFeed, Therapist
from booking.models.visible import SEE_ALL
from clinic_site.accounts import granting
from clinic_site.accounts.columns import ShowsSecondStep
from clinic_site.accounts.links import send_first_link
from clinic_site.accounts.session_admin import EndsSessions
from clinic_site.accounts.staff_forms import (
    GroupsField,
    NewStaffForm,
    StaffForm,
    StaffPasswordForm,
)
from clinic_site.accounts.sure import AsksAgain
from clinic_site.audit.rights import NotesAccounts, NotesGroups
from typed.fields import EmailField, LineField

WITHOUT_GROUP = "This account is in no group yet, so it can log in but not open anything."
FEED_WORKS = (
    "The calendar link of this therapist still works in the apps that know it. "
    '<a href="{}">Revoke it on the page of {}</a>.'
)
LINK_SENT = "We are emailing {email} a link to choose a password. It works for three days."


class Granting:
    """For the screens of accounts and groups: see `granting`."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"form_class": GroupsField, "widget": forms.CheckboxSelectMultiple}
            kwargs["queryset"] = granting.grantable_groups(request.user)
        elif db_field.name in ("permissions", "user_permissions"):
            rows = granting.grantable_permissions(request.user)
            kwargs["queryset"] = rows.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request=request, **kwargs)

    def may_manage(self, request, obj):
        return obj is None or self.rule(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_manage(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_manage(request, obj)


class CalledAccounts:
    """For the ModelAdmin of Django's users, which this site calls accounts."""

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.opts = copy(model._meta)
        self.opts.verbose_name, self.opts.verbose_name_plural = "account", "accounts"

    def get_changelist_instance(self, request):
        listed = super().get_changelist_instance(request)
        listed.opts = self.opts
        return listed


admin.site.unregister([User, Group])


@admin.register(Group)
class StaffGroupAdmin(AsksAgain, NotesGroups, Granting, GroupAdmin):
    rule = staticmethod(granting.may_manage_group)


@admin.register(User)
class StaffAdmin(
    AsksAgain, EndsSessions, ShowsSecondStep, NotesAccounts, Granting, CalledAccounts, UserAdmin
):
    rule = staticmethod(granting.may_manage)
    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.EmailField: {"form_class": EmailField},
    }
    form = StaffForm
    add_form = NewStaffForm
    add_form_template = "admin/account/new.html"
    change_password_form = StaffPasswordForm
    change_user_password_template = "admin/account/password.html"  # noqa: S105 a name
    empty_value_display = ""
    list_display = [
        "username",
        "full_name",
        "email",
        "in_groups",
        "therapist",
        "second_step",
        "can_log_in",
    ]
    list_filter = ["groups", "is_active"]
    readonly_fields = ["second_step", "last_logged_in"]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    ("first_name", "last_name"),
                    "email",
                    "groups",
                    "therapist",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        )
    ]
    fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        (
            "What the account can do",
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "therapist"]},
        ),
        ("Single permissions", {"classes": ["collapse"], "fields": ["user_permissions"]}),
        ("Logging in", {"fields": ["second_step", "last_logged_in"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """Without what only a superuser can give, or only people who see all visits."""
        hidden = set() if request.user.is_superuser else {"is_superuser", "user_permissions"}
        if not request.user.has_perm(SEE_ALL):
            hidden.add("therapist")
        if obj and obj.is_staff:  # as each account is that was made here
            hidden.add("is_staff")
        sets = super().get_fieldsets(request, obj)
        left = [(title, of | {"fields": without(hidden, of["fields"])}) for title, of in sets]
        return [(title, of) for title, of in left if of["fields"]]

    def save_model(self, request, obj, form, change):
        is_by_link = not change and not form.cleaned_data["set_usable_password"]
        if is_by_link:  # nobody knows this one; without any, no link for a new one is sent
            obj.set_password(secrets.token_urlsafe(32))
        super().save_model(request, obj, form, change)
        if is_by_link:
            send_first_link(obj)
            messages.info(request, LINK_SENT.format(email=obj.email))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        account = form.instance
        before = Therapist.objects.filter(account=account).first()
        if request.user.has_perm(SEE_ALL):
            Therapist.objects.give_account(account, form.cleaned_data["therapist"])
        after = Therapist.objects.filter(account=account).first()
        is_over = before and not (account.is_active and after == before)
        if is_over and CalendarFeed.objects.filter(therapist=before).exists():
            link = reverse("admin:booking_therapist_change", args=[before.pk])
            messages.warning(request, format_html(FEED_WORKS, link, before))
        if not account.is_superuser and not granting.held_by(account).exists():
            messages.warning(request, WITHOUT_GROUP)


def without(hidden, fields):
    return [one for one in fields if one not in hidden]
