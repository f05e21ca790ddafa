"""A therapist's other calendar: where it is, how its last fetch went, and when it says “busy”."""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from booking.models.therapist import Therapist
from booking.working_time import Period
from clinic.sealed import Unsealable
from clinic.sealed_columns import SealedField
from clinic.watched import Topic, watched
from typed.seen import NEXT, ChangedMeanwhile, Versioned

EVERY = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=2)  # between two tries while it fails
AT_LEAST = timedelta(seconds=20)  # between two tries that somebody asks for
READ_ANEW = timedelta(hours=12)  # even if unchanged: other days count by then
TOLD_AFTER = 2  # failures in a row: most sites are down for some minutes at times
LONGEST = 1_000  # characters of an address
SEALED = 4 * (4 * LONGEST + 16) // 3 + 4  # characters of its sealing, if each takes four bytes
NO_KEY = "Its address can no longer be read, because SECRET_KEY has changed. Enter it again."


class OutsideCalendarQuerySet(models.QuerySet):
    """Addresses are read one by one: one that can't be unsealed must not hide the others."""

    def due(self):
        return self.defer("address").filter(next_at__lte=timezone.now()).order_by("next_at", "pk")

    def claim(self):
        """The one due longest, which no other worker has now; or None."""
        for one in self.due():
            claimed = timezone.now() + EVERY
            if self.filter(pk=one.pk, next_at=one.next_at).update(next_at=claimed):
                one.next_at = claimed
                return one
        return None

    def failing(self):
        """Those that people should know of, the longest failing first."""
        told = Q(failures__gte=TOLD_AFTER) | Q(failures__gt=0, fetched_at=None)
        return self.defer("address").filter(told).order_by("failing_since", "pk")

    @transaction.atomic
    def connect(self, therapist, address, seen=None):
        """Make this the therapist's calendar; `seen` is the version of the one before.

        Times of the one before count until this one was read. Raises ChangedMeanwhile.
        """
        fresh = {"address": address, "next_at": timezone.now(), "fetched_at": None}
        fresh |= {"etag": "", "modified": "", "failures": 0, "failing_since": None, "problem": ""}
        if seen is None:
            _, is_new = self.defer("address").get_or_create(therapist=therapist, defaults=fresh)
            if not is_new:
                raise ChangedMeanwhile
        elif not self.filter(pk=therapist.pk, version=seen).update(**fresh, version=NEXT):
            raise ChangedMeanwhile


class OutsideCalendar(Versioned):
    """Where a therapist's other calendar can be fetched. Anyone with the address can read it."""

    therapist = models.OneToOneField(
        Therapist, on_delete=models.CASCADE, primary_key=True, related_name="outside_calendar"
    )
    address = SealedField(max_length=SEALED)
    next_at = models.DateTimeField(default=timezone.now, help_text="When it is fetched next.")
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True, help_text="When it could be read last.")
    read_at = models.DateTimeField(null=True, help_text="When its days were read last.")
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    events = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0, help_text="Events that could not be read.")

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"Other calendar of {self.therapist}"

    def shown_address(self):
        """Its host only, because the rest is secret."""
        try:
            return f"{urlsplit(self.address).hostname}/…"
        except Unsealable:
            return ""

    def closes_times(self):
        """Whether times are closed for it: perhaps those of the calendar before it."""
        return self.busy.exists()

    def known(self):
        """What the last answer said of its version, if asking “has it changed?” is enough."""
        is_fresh = self.read_at and self.read_at > timezone.now() - READ_ANEW
        return {"etag": self.etag, "modified": self.modified} if is_fresh else {}

    def mine(self):
        """This row, as long as this worker's claim holds and the address is the one it fetched."""
        return OutsideCalendar.objects.filter(
            pk=self.pk, next_at=self.next_at, version=self.version
        )

    def succeed(self, **values):
        """Store a good answer; False if the claim is lost or the address has changed."""
        now = timezone.now()
        good = {"tried_at": now, "fetched_at": now, "failures": 0, "failing_since": None}
        return self.mine().update(**good, problem="", **values)

    def fail(self, problem):
        """Store why, as a sentence. Its times stay; each next try is later."""
        now, failures = timezone.now(), min(self.failures + 1, 1_000)
        pause = min(EVERY * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        self.mine().update(
            tried_at=now,
            next_at=now + pause,
            failures=failures,
            failing_since=self.failing_since or now,
            problem=problem,
        )

    def postpone(self):
        """Try again in a minute: others are writing the therapist's time."""
        self.mine().update(next_at=timezone.now() + timedelta(minutes=1))

    def fetch_soon(self):
        """Fetch it as soon as possible. A second click right after does nothing."""
        now = timezone.now()
        rested = Q(tried_at=None) | Q(tried_at__lt=now - AT_LEAST)
        OutsideCalendar.objects.filter(rested, pk=self.pk).update(next_at=now)


class BusyElsewhereQuerySet(models.QuerySet):
    def to_come(self, therapist):
        """Those of a therapist that have not ended, soonest first."""
        rows = self.filter(calendar=therapist.pk, ends_at__gt=timezone.now())
        return rows.order_by("starts_at")

    def by_therapist(self, keys, start, end):
        """The Periods that overlap this time, in order, by the therapist's primary key."""
        found = defaultdict(list)
        rows = self.filter(calendar__in=keys, ends_at__gt=start, starts_at__lt=end)
        for pk, *span in rows.order_by("starts_at").values_list("calendar", "starts_at", "ends_at"):
            found[pk].append(Period(*span))
        return found


class BusyElsewhere(models.Model):
    """A time at which a therapist is busy in their other calendar; not with what."""

    calendar = models.ForeignKey(
        OutsideCalendar, on_delete=models.CASCADE, related_name="busy", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = BusyElsewhereQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        default_permissions = []
        verbose_name_plural = "busy elsewhere"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["calendar", "ends_at"], name="booking_busy_elsewhere_ends")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_busy_elsewhere_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} – {self.ends_at:%Y-%m-%d %H:%M}"
