from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import User
from django.db import models

from clinic.screens import yes_or_no
from typed.fields import EmailField, LineField

EMAIL = (
    "Needed to reset a forgotten password by email. Without it, someone who can change accounts "
    "has to do that."
)
GROUPS = (
    "Editors write and publish the pages and change the clinic's details; they see nothing of "
    "patients. Reception answers requests, comments and messages; it cannot publish pages. One "
    "person can be in both."
)
STAFF = "Without it, the account can’t be used: this site has accounts for staff only."


def explain(fields):
    for name, words in {"email": EMAIL, "groups": GROUPS, "is_staff": STAFF}.items():
        if name in fields:
            fields[name].help_text = words


class NewStaffForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "is_staff", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].initial = True
        explain(self.fields)


class StaffForm(UserChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        explain(self.fields)


admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.EmailField: {"form_class": EmailField},
    }
    form = StaffForm
    add_form = NewStaffForm
    list_display = [
        "username",
        "first_name",
        "last_name",
        "email",
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
                    "is_staff",
                ]
            },
        )
    ]
