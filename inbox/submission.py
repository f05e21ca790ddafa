import json
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from typed.seen import NEXT, Versioned

ONE_DAY = timedelta(days=1)
# What nobody has decided about yet, and after it what was decided elsewhere or waits once more.
IN_TURN = [F("handled_at").asc(nulls_first=True), F("created_at"), "pk"]
LONG_ENOUGH = 60  # letters and digits; shorter texts (“Thank you!”) are the same by chance


@dataclass(frozen=True)
class Moved:
    """How many rows were moved to a state, and how many were left unchanged, by reason."""

    moved: int
    already: int  # already had the state by somebody's decision
    meanwhile: int  # had changed since they were shown


class SubmissionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=self.model.WAITING)

    def in_turn(self):
        """Those that wait, the longest wait first; but old ones of another site after all new."""
        return self.waiting().order_by(*IN_TURN)

    def following(self, row):
        """The next in turn after this row as it was shown, or else the first, or None."""
        others = self.in_turn().exclude(pk=row.pk)
        later = Q(handled_at=row.handled_at, created_at__gte=row.created_at)
        later |= Q(handled_at__gt=row.handled_at) if row.handled_at else Q(handled_at__isnull=False)
        return others.filter(later).first() or others.first()

    def suspected_spam(self):
        """What was stored as spam lately and not checked by anybody: some may be from people."""
        lately = timezone.now() - 14 * ONE_DAY
        return self.filter(state=self.model.SPAM, handled_at=None, created_at__gt=lately)

    def untouched_since(self, before):
        """Those that were sent, and decided about if at all, before this moment; oldest first."""
        decided = Q(handled_at=None) | Q(handled_at__lt=before)
        return self.filter(decided, created_at__lt=before).order_by("created_at")

    def outlived(self, before):
        """Those that nobody needs any more, decided about before this moment."""
        return self.untouched_since(before).filter(state=self.model.DONE)

    def outlived_spam(self, before):
        return self.untouched_since(before).filter(state=self.model.SPAM)

    @transaction.atomic
    def store(self, verdict, **typed):
        """Store what was typed, as spam if the verdict says so, and return it.

        The same words again within a day (a double click, back, two tabs) are stored once: then
        this returns None. Once staff have moved the first to a state in NEWS_AFTER, they are stored
        again. The same text with any other field changed is stored too, and the repetition counts
        as a spam signal. `wants_email` is not part of the words: if only the second one asks for an
        email, that is added to what is stored.
        """
        words = {name: str(value) for name, value in typed.items() if name != "wants_email"}
        digest = content_digest(**words)
        text_digest = digest_of_text(typed["text"])
        with connection.cursor() as cursor:
            # Parallel posts of the same words wait here for one another until the commit.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
        recent = self.filter(created_at__gt=timezone.now() - ONE_DAY)
        same = recent.filter(digest=digest).exclude(state__in=self.model.NEWS_AFTER)
        if earlier := same.first():
            if typed.get("wants_email") and not earlier.wants_email:
                earlier.ask_for_email()
            return None
        if text_digest:
            others = recent.filter(text_digest=text_digest).exclude(digest=digest)
            verdict.add_repeats(others.count())
        return self.create(
            state=self.model.SPAM if verdict.is_spam else self.model.WAITING,
            score=verdict.score,
            reasons=verdict.reasons,
            digest=digest,
            text_digest=text_digest,
            **typed,
        )

    def move_to(self, state, by, seen=None):
        """Give these rows this state, and note who did; returns Moved.

        `seen` maps primary keys to the versions that were shown; a row that has another version by
        now is left unchanged.
        """
        seen = seen or {}
        with transaction.atomic():
            # In one order for everybody, or two people who handle the same rows could deadlock.
            rows = list(self.order_by("pk").select_for_update(no_key=True, of=("self",)))
            open_to_it = [row for row in rows if row.is_decided_by(state)]
            moved = [row for row in open_to_it if seen.get(row.pk, row.version) == row.version]
            self.model.objects.filter(pk__in=[row.pk for row in moved]).update(
                state=state,
                version=NEXT,
                handled_by=by,
                handled_at=timezone.now(),
            )
            for row in moved:
                row.record(by, verb_of(state), row.version + 1)
            return Moved(len(moved), len(rows) - len(open_to_it), len(open_to_it) - len(moved))


def content_digest(**typed) -> str:
    """A keyed digest, the same only for the same person and words."""
    return keyed("inbox.submission", json.dumps(typed, sort_keys=True))


def digest_of_text(text) -> str:
    """A keyed digest of the letters and digits only; "" for a text too short to compare."""
    letters = "".join(
        letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum()
    )
    return keyed("inbox.text", letters) if len(letters) >= LONG_ENOUGH else ""


def keyed(salt, content):
    return salted_hmac(salt, content, algorithm="sha256").hexdigest()


class Submission(Versioned):
    """What somebody sent through a public form, for staff to deal with.

    A subclass has a `state` field, names three of its states WAITING, SPAM and DONE (nobody reads
    it any more), and has its own Change model's rows as `changes`. NOTED maps its other fields to
    the verbs under which their changes are noted there.
    """

    NOTED = {}
    NEWS_AFTER = ()

    name = models.CharField(max_length=80)
    text = models.TextField(max_length=4000)
    created_at = models.DateTimeField("sent", auto_now_add=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    wants_email = models.BooleanField(
        default=False, db_default=False, help_text="Whether the sender ticked the box for an email."
    )
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField("spam signals", default=list, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    text_digest = models.CharField(max_length=64, editable=False, blank=True, db_default="")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["digest"]),
            models.Index(fields=["text_digest"]),
            # For the desk's lists, in their order.
            models.Index(fields=["created_at", "id"], name="%(app_label)s_by_time"),
            models.Index(fields=["state", "created_at", "id"], name="%(app_label)s_by_state"),
            models.Index(F("state"), *IN_TURN[:-1], F("id"), name="%(app_label)s_in_turn"),
        ]

    @property
    def waits_since(self):
        """Since when it is for the staff to decide: sent, brought in, or moved back."""
        return self.handled_at or self.created_at

    @property
    def is_suspected_spam(self):
        """Whether a rule has marked it as spam and nobody has checked it since."""
        return self.state == self.SPAM and self.handled_at is None

    def is_decided_by(self, state):
        """Whether choosing this state changes it, or confirms a rule's choice."""
        return state != self.state or self.is_suspected_spam

    def ask_for_email(self):
        """Note that the sender has ticked the box, when they sent the same once more."""
        type(self).objects.filter(pk=self.pk).update(wants_email=True)
        self.wants_email = True

    @transaction.atomic
    def handle(self, by, seen, **values):
        """Set these fields in one step, and note who changed what; returns the verbs noted.

        A `state` among them counts as a person's decision, even if it only confirms a rule's.
        Raises ChangedMeanwhile unless the row still has the version `seen`.
        """
        row = self.locked(seen)
        changed = {
            name: value
            for name, value in values.items()
            if (row.is_decided_by(value) if name == "state" else getattr(row, name) != value)
        }
        verbs = {
            verb_of(type(self).State(value)) if name == "state" else self.NOTED[name]: None
            for name, value in changed.items()
        }
        if "state" in changed:
            changed |= {"handled_by": by, "handled_at": timezone.now()}
        if changed:
            type(self).objects.filter(pk=self.pk).update(version=NEXT, **changed)
        for verb in verbs:
            row.record(by, verb, seen + 1)
        self.refresh_from_db()
        return list(verbs)

    def record(self, by, verb, version):
        self.changes.create(verb=verb, by=by, version=version)

    def changes_since(self, seen):
        """The changes after that version."""
        return self.changes.filter(version__gt=seen).select_related("by")


def verb_of(state):
    return f"marked as {state.label.lower()}"


class Change(models.Model):
    """What staff did with a submission, and when. Append-only, without any of its text."""

    verb = models.CharField(max_length=30)
    version = models.PositiveIntegerField(help_text="The submission's version after this change.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"{self.verb} by {self.by or 'somebody'}"
