"""What the desk's screens of accounts and groups write into the account log."""

from django.contrib.auth.models import Permission, User
from django.db.models import Q

from booking.models import Therapist
from clinic_site.models import AccountEvent

What = AccountEvent.What


class NotesAccounts:
    """For the ModelAdmin of accounts: one was created, disabled, deleted, or got other rights."""

    def save_model(self, request, obj, form, change):
        form.was = State(obj.pk) if change else None
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """Django calls this once everything is saved, in the same transaction."""
        if not hasattr(form, "was"):  # of a new password, which its own screen notes
            return super().construct_change_message(request, form, formsets, add)
        account, was, now = form.instance, form.was, State(form.instance.pk)
        if was is None:
            note(request, What.CREATED, account)
        elif was.is_active != now.is_active:
            note(request, What.ENABLED if now.is_active else What.DISABLED, account)
        note_rights(request, account, was.rights if was else set(), now.rights)
        return super().construct_change_message(request, form, formsets, add)

    def delete_model(self, request, obj):
        note(request, What.DELETED, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for account in queryset:
            note(request, What.DELETED, account)
        super().delete_queryset(request, queryset)


class NotesGroups:
    """For the ModelAdmin of groups: what a change gives to their members, or takes from them."""

    def save_model(self, request, obj, form, change):
        members = User.objects.filter(groups=obj.pk) if change else []
        form.were = [(one, State(one.pk).rights) for one in members]
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        note_members(request, form.were)
        return super().construct_change_message(request, form, formsets, add)

    def delete_model(self, request, obj):
        self.delete_queryset(request, type(obj).objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        were = [(one, State(one.pk).rights) for one in User.objects.filter(groups__in=queryset)]
        super().delete_queryset(request, queryset)
        note_members(request, were)


class State:
    """An account as it is in the database now."""

    def __init__(self, pk):
        account = User.objects.get(pk=pk)
        self.is_active = account.is_active
        held = Permission.objects.filter(Q(user=account) | Q(group__user=account))
        self.rights = set(held.values_list("pk", flat=True))
        self.rights |= {("therapist", one.pk) for one in Therapist.objects.filter(account=account)}
        self.rights |= {name for name in ("is_superuser", "is_staff") if getattr(account, name)}


def note_members(request, were):
    for account, rights in were:
        note_rights(request, account, rights, State(account.pk).rights)


def note_rights(request, account, were, are):
    if are - were:
        note(request, What.RIGHTS_GIVEN, account)
    if were - are:
        note(request, What.RIGHTS_TAKEN, account)


def note(request, what, account):
    AccountEvent.objects.note(what, account, by=request.user, request=request)
