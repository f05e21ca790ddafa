"""Whether the last email to the patient of a booking has arrived."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from mailer.models import RESULT_SUCCESS, MessageLog

MAIL_TAKES = timedelta(minutes=5)  # after that, an unsent email needs someone's attention
LOG_REACHES = timedelta(days=60)  # into the past; older lines of the mail log may be purged


class MailedQuerySet(models.QuerySet):
    def last_mailed(self, mail_ids):
        """Bookings whose last email is one of these, which are still in the queue."""
        mailed = self.exclude(mail_id="").filter(mailed_at__gt=timezone.now() - LOG_REACHES)
        return mailed.filter(mail_id__in=mail_ids)

    def undelivered(self):
        """Bookings with an upcoming visit whose last email was not delivered: they get a call."""
        return self.with_undelivered_mail().to_come()

    def with_undelivered_mail(self):
        """Bookings whose last email was not delivered, though their visits may be over."""
        now = timezone.now()
        delivered = MessageLog.objects.filter(message_id=OuterRef("mail_id"), result=RESULT_SUCCESS)
        mailed = self.exclude(mail_id="").filter(
            mailed_at__gt=now - LOG_REACHES, mailed_at__lt=now - MAIL_TAKES
        )
        return mailed.exclude(Exists(delivered))


class Mailed(models.Model):
    HELD_BACK = "held back"  # instead of a Message-ID: the address had too many emails that day

    class Meta:
        abstract = True

    def is_mail_held_back(self):
        """Whether the last email was not sent because the address had had too many."""
        return self.mail_id == self.HELD_BACK
