"""How many wrong passwords can be tried, and by whom, before logging in is paused."""

from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.db.models import Sum

from inbox.client_address import client_network

ROPE = 2  # times as many as for one account from one network
KNOWN_FOR = timedelta(days=90)


class Throttle(AxesDatabaseHandler):
    """Counts wrong passwords by account and network together, and by each with higher limits.

    By account, anyone could lock a colleague out by typing wrong passwords for their name. So on a
    network where a person has logged in before, only what is tried from there counts against them.
    """

    def get_failures(self, request, credentials=None):
        """The failures of each of AXES_LOCKOUT_PARAMETERS, in their order."""
        both, network, account = (
            attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        if self.has_logged_in_here(request, credentials):
            return both
        return max(both, network // ROPE, account // ROPE)

    @staticmethod
    def has_logged_in_here(request, credentials):
        return AccessLog.objects.filter(
            username=get_client_username(request, credentials),
            ip_address=request.axes_ip_address,
            attempt_time__gt=request.axes_attempt_time - KNOWN_FOR,
        ).exists()

    def reset_user_attempts(self, request, credentials=None):
        """After a log-in: forget only this person's failures from here, not those of others."""
        here, *_ = self.filter_user_attempts(request, credentials)
        return here.delete()[0]

    def post_save_access_attempt(self, instance, **kwargs):
        """Forget what else was posted: a form of the desk may have travelled with the password."""
        AccessAttempt.objects.filter(pk=instance.pk).update(get_data="", post_data="")


def remember(request, user):
    """Note that this person has been on this network, by logging in or by an emailed link."""
    AccessLog.objects.create(
        username=user.get_username(),
        ip_address=client_network(request),
        path_info=request.path_info[:255],
    )


def outlived_networks(before):
    """Networks that somebody logged in from, for the last time before this moment."""
    return AccessLog.objects.filter(attempt_time__lte=before).order_by("attempt_time")


def outlived_failures(before):
    """Wrong passwords typed before this moment."""
    return AccessAttempt.objects.filter(attempt_time__lt=before).order_by("attempt_time")
