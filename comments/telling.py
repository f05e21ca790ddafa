"""Emails to people who asked to be told when their comment is published or answered.

Anyone can type anyone's address, so these emails contain nothing that was typed, are few, are sent
only after staff have published the comment, and each has a link that stops them.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clinic.mail import send
from clinic.sealed_columns import TokenField
from clinic.tokens import new_token
from inbox.mail_limits import ONE_DAY, may_be_told
from typed.seen import NEXT

# A mistake can be undone first, and publishing and then answering makes one email.
GRACE = timedelta(minutes=10)
HAS_NEWS = Q(told_at=None) | Q(replied_at__gt=F("told_at"))


class TellsWriters(models.QuerySet):
    def to_tell(self):
        """Published comments whose writers asked for an email and now have news."""
        now = timezone.now()
        rows = self.visible().filter(HAS_NEWS, wants_email=True, handled_at__lte=now - GRACE)
        return rows.filter(
            Q(replied_at=None) | Q(replied_at__lte=now - GRACE),
            Q(tell_after=None) | Q(tell_after__lte=now),
            page__in=self.model.pages(),
        )

    def tell(self):
        """Email these writers. Any number of workers can call this at the same time."""
        for pk in list(self.to_tell().order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                rows = self.to_tell().filter(pk=pk)
                rows = rows.select_for_update(no_key=True, of=("self",), skip_locked=True)
                if comment := rows.first():
                    comment.tell_writer()

    def with_outlived_email(self, before):
        """Published comments with an address, decided about before this moment."""
        return self.untouched_since(before).visible().exclude(email="")

    def forget_emails(self):
        """Erase the writers' addresses; the comments stay. Returns how many."""
        forgotten = {"email": "", "wants_email": False, "token": None}
        return self.update(**forgotten, version=NEXT)


class ToldOfNews(models.Model):
    """A comment whose writer may be emailed about it."""

    token = TokenField(null=True)
    told_at = models.DateTimeField(null=True, blank=True)
    tell_after = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Held back until then: its address has had too many emails.",
    )

    class Meta:
        abstract = True

    def tell_writer(self):
        """Email that it is published or answered; tomorrow, if the address has had too many."""
        now, row = timezone.now(), type(self).objects.filter(pk=self.pk)
        if not may_be_told(self.email):
            row.update(tell_after=now + ONE_DAY)
            return
        token = self.token or new_token()  # written before rows had one
        row.update(told_at=now, token=token)
        send(
            [self.email],
            f"Your comment has been {'answered' if self.reply else 'published'}",
            "mail/comments/to_writer.txt",
            {
                "is_answered": bool(self.reply),
                # Not the page itself: newer comments may have pushed it down when this is read.
                "link": settings.SITE_URL + reverse("comments:one", args=[self.page.slug, self.pk]),
                "stop_link": settings.SITE_URL + reverse("comments:emails", args=[token]),
            },
        )

    def stop_emails(self):
        """Send no more about this comment, or any other so far with its address."""
        same = type(self).objects.filter(email__iexact=self.email, wants_email=True)
        same.update(wants_email=False)
