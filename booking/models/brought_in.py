"""What differs for bookings and visits that were brought in from another appointment book."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from booking.models.state import State

# Visits that had begun by then. A booking is brought in when it is created.
WAS_PAST = Q(booking__book_import__isnull=False, starts_at__lte=F("booking__created_at"))


def may_be_written_to():
    """Visits about which the site may write to patients by itself.

    Those brought in count from the day that reception chose for them; without a day, never.
    """
    return Q(booking__book_import=None) | Q(
        booking__book_import__remind_from__lte=timezone.localdate()
    )


class BroughtInQuerySet(models.QuerySet):
    def quiet(self):
        """Those brought in whose patients get only what somebody at the desk sends them."""
        quiet = self.filter(book_import__isnull=False, mailed_at=None)
        return quiet.exclude(book_import__remind_from__lte=timezone.localdate())


class PatientsBroughtIn(models.QuerySet):
    def outlived(self, before):
        """Those brought in before this moment who have no booking; others follow theirs."""
        rows = self.filter(book_import__isnull=False, bookings=None, created_at__lt=before)
        return rows.order_by("created_at")


class BroughtIn(models.Model):
    """A row that may have been brought in from another appointment book, and by which import."""

    book_import = models.ForeignKey(
        "booking.BookImport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss",
        db_index=False,  # there is one of the few that have one
    )

    class Meta:
        abstract = True


class WithImportKey(BroughtIn):
    import_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="A digest of the key that the other appointment book gave it.",
    )

    class Meta:
        abstract = True


class MayBeBeside(models.Model):
    """A visit that may have been brought in over another visit of its therapist.

    The exclusion constraint does not see the time that it holds, and so still keeps all others
    apart; but nobody else is offered or given its time. Moved or confirmed again, it is like any.
    """

    is_beside = models.BooleanField(
        "beside the rule",
        default=False,
        db_default=False,
        help_text="Brought in from another appointment book over another visit.",
    )

    class Meta:
        abstract = True

    def is_over_another(self):
        """Whether it still has no time of its own. `HOLDS` has the same for rows."""
        return self.is_beside and not self.holds_time and self.state in State.kept()
