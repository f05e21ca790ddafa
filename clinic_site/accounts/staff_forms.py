"""The forms with which accounts are made and changed."""

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Permission

from booking.models import Therapist
from clinic_site.groups import WORDS

USERNAME = "What the person types to log in: letters, digits, or any of @ . + - _"
EMAIL = (
    "Needed for a link to choose a password, and to hear of changes to the account. Without it, an "
    "administrator has to set each new password."
)
GROUPS = "Choose one or more. You can give only the permissions that you have yourself."
THERAPIST = (
    "Whose days and visits this account shows. Needed for the group Therapists; leave it empty for "
    "everybody else. Therapists who already have an account are not listed."
)
NEEDS_THERAPIST = "Choose the therapist whose visits this account shows."
ACTIVE = "Without it, the person cannot log in. Clear it when somebody leaves."
STAFF = "Without it, the account can’t be used: this site has accounts for staff only."
SUPERUSER = "May do everything, whatever groups the account is in."
HOW = {
    "false": "Email a link with which the person chooses it",
    "true": "Set it now, and tell the person",
}
NEEDS_EMAIL = "Enter the email address to which the link goes, or set the password now."
OWN_VISITS, ALL_VISITS = "view_own_appointment", "view_appointment"


def explain(fields):
    words = {
        "username": USERNAME,
        "email": EMAIL,
        "groups": GROUPS,
        "is_active": ACTIVE,
        "is_staff": STAFF,
        "is_superuser": SUPERUSER,
        "password2": "",
    }
    for name in words.keys() & fields.keys():
        fields[name].help_text = words[name]


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
        if "groups" in self.fields:
            # Or each box would name a help text that the desk's template gives no id.
            self.fields["groups"].widget.use_fieldset = True
        explain(self.fields)

    def clean(self):
        cleaned = super().clean()
        of_groups = Permission.objects.filter(group__in=cleaned.get("groups") or [])
        given = of_groups | Permission.objects.filter(pk__in=cleaned.get("user_permissions") or [])
        of_visits = given.filter(content_type__app_label="booking")
        names = set(of_visits.values_list("codename", flat=True))
        is_own = OWN_VISITS in names and ALL_VISITS not in names
        is_own = is_own and not cleaned.get("is_superuser")
        if is_own and "therapist" in self.fields and not cleaned.get("therapist"):
            self.add_error("therapist", NEEDS_THERAPIST)
        return cleaned


class NewStaffForm(TiedToTherapist, AdminUserCreationForm):
    """The person chooses their password by an emailed link, or an administrator sets it."""

    class Meta(AdminUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.is_staff = True
        how = self.fields["usable_password"]
        how.label, how.help_text, how.choices, how.initial = "Password", "", HOW.items(), "false"
        self.fields["password1"].label = "The password"
        self.fields["password2"].label = "Retype the password"

    def clean(self):
        cleaned = super().clean()
        is_by_link = not self.cleaned_data.get("set_usable_password", True)
        if is_by_link and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", NEEDS_EMAIL)
        return cleaned


class StaffForm(TiedToTherapist, UserChangeForm):
    password = None  # it has its own screen


class StaffPasswordForm(AdminPasswordChangeForm):
    """Without a switch that leaves an account with no password at all."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name, label in (
            ("password1", "New password"),
            ("password2", "Retype the new password"),
        ):
            self.fields[name].label, self.fields[name].required = label, True
        explain(self.fields)
