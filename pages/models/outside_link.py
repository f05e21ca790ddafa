"""Links to other sites, asked by the worker if the clinic has switched it on."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from clinic.models import Clinic
from clinic.outside_request import problem_with

GAP = timedelta(minutes=5)  # between two addresses: at most 288 a day
AGAIN = timedelta(days=7)
AGAIN_IF_FAILING = timedelta(days=1)
TOLD_AFTER = 2  # failures in a row: most sites are down for some minutes at times
LONGEST = 2_000  # bytes of an address: what an index can hold


class OutsideLinkQuerySet(models.QuerySet):
    def is_on(self):
        return Clinic.objects.filter(checks_links=True).exists()

    def gather(self, addresses):
        """Know these addresses, and forget all others."""
        addresses = {one for one in addresses if len(one.encode()) <= LONGEST}
        known = set(self.values_list("address", flat=True))
        if known - addresses:
            self.exclude(address__in=addresses).delete()
        new = [self.model(address=one) for one in addresses - known]
        self.bulk_create(new, ignore_conflicts=True)

    def to_ask(self):
        """Those due, the longest unchecked first; none within minutes of another, or if off."""
        now = timezone.now()
        just = self.model.objects.filter(checked_at__gt=now - GAP)
        due = (
            Q(checked_at=None)
            | Q(checked_at__lt=now - AGAIN)
            | Q(failures__gt=0, checked_at__lt=now - AGAIN_IF_FAILING)
        )
        is_on = Exists(Clinic.objects.filter(checks_links=True))
        return self.filter(due, is_on, ~Exists(just)).order_by(
            F("checked_at").asc(nulls_first=True), "pk"
        )

    def ask(self):
        """Ask about one address that is due, for some seconds at most, outside any transaction."""
        with transaction.atomic():
            link = self.to_ask().select_for_update(skip_locked=True).first()
            if link is None:
                return
            self.filter(pk=link.pk).update(checked_at=timezone.now())
        link.note(problem_with(link.address))

    def dead(self):
        """Those that have failed again and again, while it is on."""
        is_on = Exists(Clinic.objects.filter(checks_links=True))
        return self.filter(is_on, failures__gte=TOLD_AFTER)


class OutsideLink(models.Model):
    """An address elsewhere that a page links to, and what the site said last."""

    address = models.CharField(max_length=LONGEST, unique=True)
    checked_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=100, blank=True, default="", db_default="")

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.address

    def note(self, problem):
        """Store what was found just now."""
        values = {"problem": problem, "failures": 0, "failing_since": None}
        if problem:
            since = self.failing_since or timezone.now()
            values |= {"failures": min(self.failures + 1, 1_000), "failing_since": since}
        OutsideLink.objects.filter(pk=self.pk).update(**values)
