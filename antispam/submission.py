import json
from datetime import timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

ONE_DAY = timedelta(days=1)


class SubmissionQuerySet(models.QuerySet):
    def waiting(self):
        """What staff have not dealt with yet."""
        return self.filter(state=self.model.WAITING)

    @transaction.atomic
    def store(self, verdict, **typed):
        """Store what was typed, as spam if the verdict says so, and return it.

        The same words again within a day (a double click, back, two tabs) are stored once; then
        the answer is None.
        """
        digest = content_digest(**{name: str(value) for name, value in typed.items()})
        with connection.cursor() as cursor:
            # Parallel posts of the same words wait here for one another, until the commit.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
        if self.filter(digest=digest, created_at__gt=timezone.now() - ONE_DAY).exists():
            return None
        return self.create(
            state=self.model.SPAM if verdict.is_spam else self.model.WAITING,
            score=verdict.score,
            reasons=verdict.reasons,
            digest=digest,
            **typed,
        )

    def move_to(self, state, by):
        """Set the state of these rows; returns how many had another one before."""
        return self.exclude(state=state).update(
            state=state, handled_by=by, handled_at=timezone.now()
        )


def content_digest(**typed) -> str:
    """A keyed digest, the same for the same words and nobody else's."""
    content = json.dumps(typed, sort_keys=True)
    return salted_hmac("antispam.submission", content, algorithm="sha256").hexdigest()


class Submission(models.Model):
    """What somebody sent through a public form, for staff to deal with.

    A model of this kind has a `state` field, and names two of its states WAITING and SPAM.
    """

    name = models.CharField(max_length=80)
    text = models.TextField(max_length=4000)
    created_at = models.DateTimeField("sent", auto_now_add=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField("signs of spam", default=list, blank=True)
    digest = models.CharField(max_length=64, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["digest"])]
