"""Work that takes longer than a request: a person asks for it, the worker does it, the person reads
how far it is. Importing and exporting are such work.

Any number of workers may run, and each may be killed at any moment: one of them claims the row for
a minute, and renews its claim as it goes on; after a minute without that, another one continues. So
a step has to say by its own committed rows how far it is, and must do no harm if it begins again.
"""

import logging
import secrets
import time
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction
from django.db.models import Q
from django.utils import timezone

from typed.seen import ChangedMeanwhile

LEASE = timedelta(minutes=1)
NOTED_EVERY = 1  # seconds between two notes of how far it is
MOST_CLAIMS = 5  # without getting any further: it kills the worker, or never ends
FAULT = "Something went wrong on our side, and it was noted for the engineer."
NO_END = "It was begun several times and never got any further."

logger = logging.getLogger(__name__)


class CannotGoOn(Exception):
    """The work has failed for a reason that one sentence tells."""


class GivenUp(Exception):
    """Another worker has it now, or this one is to stop. It goes on later."""


class LongWorkQuerySet(models.QuerySet):
    def to_do(self):
        """What waits for a worker, or has lost its own."""
        lost = Q(state=LongWork.State.WORKING, claimed_until__lt=timezone.now())
        return self.filter(Q(state=LongWork.State.WAITING) | lost)

    @transaction.atomic
    def claim(self):
        """The oldest piece of work to do, which no other worker has now; or None."""
        work = self.to_do().select_for_update(skip_locked=True).order_by("pk").first()
        if work:
            work.claim = secrets.token_hex(8)
            work.claimed_until = timezone.now() + LEASE
            work.state, work.claims = LongWork.State.WORKING, work.claims + 1
            work.save(update_fields=["claim", "claimed_until", "state", "claims"])
        return work


class LongWork(models.Model):
    """Subclasses have their steps as methods, named in STEPS.

    A step returns True if a person now has to decide; otherwise the work is done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for its turn"
        WORKING = "working", "being worked on"
        ASKS = "asks", "waiting for you"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    STEPS = frozenset()

    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    step = models.CharField(max_length=30, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False, help_text="0 while unknown.")
    problem = models.CharField(max_length=500, blank=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    claim = models.CharField(max_length=16, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    claims = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Since it last got any further."
    )

    objects = LongWorkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    _noted_at = 0.0
    _is_to_stop = staticmethod(lambda: False)

    @property
    def is_running(self):
        """Whether a worker has it or will have it."""
        return self.state in (self.State.WAITING, self.State.WORKING)

    @property
    def percent(self):
        """How far it is; 0 while that is not known."""
        return self.total and min(100, 100 * self.done // self.total)

    def ask_for(self, step):
        """Let the worker do this step. Raises ChangedMeanwhile if it is busy with one."""
        rows = type(self).objects.filter(pk=self.pk)
        idle = rows.exclude(state__in=[self.State.WAITING, self.State.WORKING])
        values = {"state": self.State.WAITING, "step": step, "done": 0, "total": 0}
        if not idle.update(**values, problem="", ended_at=None, claims=0):
            raise ChangedMeanwhile

    @contextmanager
    def small_step(self):
        """A transaction that nobody else's claim can come between. Raises GivenUp."""
        with transaction.atomic():
            if not self._own().select_for_update(no_key=True).exists():
                raise GivenUp
            yield

    def progress(self, done, total=0):
        """Note how far it is and keep the claim. Call it after each small step. Raises GivenUp."""
        if self._is_to_stop():
            raise GivenUp
        if time.monotonic() - self._noted_at < NOTED_EVERY:
            return
        until = timezone.now() + LEASE
        if not self._own().update(done=done, total=total, claimed_until=until, claims=0):
            raise GivenUp
        self._noted_at = time.monotonic()

    def run(self, is_to_stop=lambda: False):
        """Do the claimed step, as far as it goes. Raises OperationalError or InterfaceError if the
        database is away."""
        self._is_to_stop = is_to_stop
        try:
            if self.claims > MOST_CLAIMS:
                raise CannotGoOn(NO_END)
            asks = getattr(self, self.step)() if self.step in self.STEPS else None
        except GivenUp:
            self._own().update(claimed_until=timezone.now(), claims=0)
        except CannotGoOn as reason:
            self._end(self.State.FAILED, str(reason))
        except (OperationalError, InterfaceError):
            raise  # it is claimed again once the claim has ended
        except Exception:
            logger.exception("%s %s failed in its step %s", self._meta.label, self.pk, self.step)
            self._end(self.State.FAILED, FAULT)
        else:
            self._end(self.State.ASKS if asks else self.State.DONE)

    def _own(self):
        mine = {"claim": self.claim, "state": self.State.WORKING}
        return type(self).objects.filter(pk=self.pk, **mine)

    def _end(self, state, problem=""):
        values = {"state": state, "problem": problem, "ended_at": timezone.now()}
        if self._own().update(**values):
            vars(self).update(values)
