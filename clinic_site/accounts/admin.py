from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db import models

from booking.models import Therapist
from booking.models.visible import SEE_ALL
from clinic.screens import yes_or_no
from clinic_site.accounts import granting
from clinic_site.accounts.columns import ShowsSecondStep
from clinic_site.accounts.session_admin import EndsSessions
from clinic_site.accounts.sure import AsksAgain
from clinic_site.audit.rights import NotesAccounts, NotesGroups
from clinic_site.groups import WORDS
from typed.fields import EmailField, LineField

EMAIL = (
    "Needed to reset a forgotten password by email. Without it, an administrator has to set a new "
    "password."
)
GROUPS = "Choose one or more. You can give only the permissions that you have yourself."
THERAPIST = (
    "Whose days and visits this account shows. Needed for the group Therapists; leave it empty for "
    "everybody else."
)
NEEDS_THERAPIST = "Choose the therapist whose visits this account shows."
WITHOUT_GROUP = "This account is in no group yet, so it can log in but not open anything."
STAFF = "Without it, the account can’t be used: this site has accounts for staff only."


def explain(fields):
    for name, words in {"email": EMAIL, "groups": GROUPS, "is_staff": STAFF}.items():
        if name in fields:
            fields[name].help_text = words


class GroupsField(forms.ModelMultipleChoiceField):
    """Each group with what it may do, in words."""

    def label_from_instance(self, group):
        return f"{group}: {WORDS[group.name]}" if group.name in WORDS else str(group)


class TiedToTherapist(forms.ModelForm):
    """An account that shows a therapist's own visits has to say whose."""

    therapist = forms.ModelChoiceField(
        Therapist.objects.all(), required=False, help_text=THERAPIST, empty_label="None"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = Therapist.objects.filter(account=self.instance.pk or 0)
        if "therapist" in self.fields:
            self.fields["therapist"].queryset = Therapist.objects.filter(account=None) | own
            self.initial["therapist"] = own.first()

    def clean(self):
        cleaned = super().clean()
        given = Permission.objects.filter(group__in=cleaned.get("groups") or [])
        names = set(given.values_list("codename", flat=True))
        is_own = "view_own_appointment" in names and "view_appointment" not in names
        if is_own and "therapist" in self.fields and not cleaned.get("therapist"):
            self.add_error("therapist", NEEDS_THERAPIST)
        return cleaned


class NewStaffForm(TiedToTherapist, AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "is_staff", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].initial = True
        explain(self.fields)


class StaffForm(TiedToTherapist, UserChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        explain(self.fields)


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


admin.site.unregister([User, Group])


@admin.register(Group)
class StaffGroupAdmin(AsksAgain, NotesGroups, Granting, GroupAdmin):
    rule = staticmethod(granting.may_manage_group)


@admin.register(User)
class StaffAdmin(AsksAgain, EndsSessions, ShowsSecondStep, NotesAccounts, Granting, UserAdmin):
    rule = staticmethod(granting.may_manage)
    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.EmailField: {"form_class": EmailField},
    }
    form = StaffForm
    add_form = NewStaffForm
    empty_value_display = ""
    list_display = [
        "username",
        "first_name",
        "last_name",
        "email",
        "in_groups",
        "second_step",
        yes_or_no("is_staff", "staff"),
        yes_or_no("is_active", "active"),
    ]
    list_filter = ["groups", "is_active", "is_superuser"]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    ("first_name", "last_name"),
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                    "groups",
                    "therapist",
                    "is_staff",
                ]
            },
        )
    ]

    def get_fieldsets(self, request, obj=None):
        """Without what only a superuser can give, or only people who see all visits."""
        hidden = set() if request.user.is_superuser else {"is_superuser", "user_permissions"}
        if not request.user.has_perm(SEE_ALL):
            hidden.add("therapist")
        sets = super().get_fieldsets(request, obj)
        return [(title, of | {"fields": shown(of["fields"], hidden)}) for title, of in sets]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "therapist" in form.cleaned_data:
            Therapist.objects.give_account(form.instance, form.cleaned_data["therapist"])
        account = form.instance
        if not account.is_superuser and not granting.held_by(account).exists():
            messages.warning(request, WITHOUT_GROUP)


def shown(fields, hidden):
    """These fields, with the therapist after the groups, and without those that are hidden."""
    fields = list(fields)
    if "groups" in fields and "therapist" not in fields:
        fields.insert(fields.index("groups") + 1, "therapist")
    return [one for one in fields if one not in hidden]
