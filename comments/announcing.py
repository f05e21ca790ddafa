"""Emails to reception that comments are waiting: how many, and nothing of what they say."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone

from clinic.mail import send

QUIET = timedelta(hours=4)


class Announced(models.QuerySet):
    def to_announce(self):
        """Waiting comments that no email has counted yet.

        The first is announced at once; those that follow are collected for QUIET.
        """
        recently = self.model.objects.filter(announced_at__gt=timezone.now() - QUIET)
        new = self.waiting().filter(announced_at=None, handled_at=None)
        return new.exclude(Exists(recently))

    def announce(self):
        """Email reception how many comments are waiting, if any are to be announced.

        Any number of workers can call this at the same time.
        """
        if not self.to_announce().exists():
            return
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('comments.announce'))")
            now = timezone.now()
            new = self.to_announce().order_by("pk")
            found = list(new.select_for_update(no_key=True).values_list("pk"))
            if self.filter(pk__in=[pk for (pk,) in found]).update(announced_at=now):
                send(
                    [settings.RECEPTION_EMAIL],
                    "Comments are waiting on the website",
                    "mail/comments/to_reception.txt",
                    {
                        "count": self.waiting().count(),
                        "oldest": self.in_turn().first(),
                        "list_url": reverse("admin:comments_comment_changelist"),
                    },
                )
