"""What one account may give to, or change on, another. Nobody gives what they do not have.

Otherwise someone who looks after accounts could make themselves superuser, or set the password of a
colleague who may do more and log in as them.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Count, Q


def lacked_by(actor):
    """The permissions that `actor` does not have. A superuser has them all."""
    every = Permission.objects.all()
    return every.none() if actor.is_superuser else every.exclude(pk__in=held_by(actor))


def held_by(account):
    """An account's permissions, by itself or by a group, even while it is disabled."""
    return Permission.objects.filter(Q(user=account) | Q(group__user=account)).values("pk")


def grantable_permissions(actor):
    return Permission.objects.exclude(pk__in=lacked_by(actor))


def grantable_groups(actor):
    """Groups that give nothing which `actor` does not have, those that may do least first."""
    groups = Group.objects.exclude(permissions__in=lacked_by(actor))
    return groups.annotate(rights=Count("permissions")).order_by("rights", "name")


def may_manage(actor, account):
    """Whether `account` is not superuser and can do nothing that `actor` can't."""
    if actor.is_superuser:
        return True
    return (
        not account.is_superuser and not lacked_by(actor).filter(pk__in=held_by(account)).exists()
    )


def may_manage_group(actor, group):
    return grantable_groups(actor).filter(pk=group.pk).exists()
