from datetime import timedelta
from math import ceil

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils import timezone

from inbox.disguises import comparable, readings, stands_in, undisguised

WINDOW = timedelta(minutes=10)
LIMIT = 20  # posts of one form from one visitor within the window
# Above what patients send. Then each visitor may send less: a few strangers cannot fill the desk,
# and as nobody is refused for what others do, no number of them closes a form to everybody.
CROWD = 200  # posts of one form from all visitors within the window
LIMIT_IN_CROWD = 5  # posts of one form from one visitor within the window; enough to fix mistakes
SPAM_FROM = 5  # points: what has as many is stored as spam
SIGNAL = 2  # points


class AttemptQuerySet(models.QuerySet):
    def count_in(self, form, client) -> tuple[int, int]:
        """Count this post; returns the seconds to wait for the visitor's limit and for the crowd's.

        If both are 0, the post can pass.

        The row is committed before the others are looked at, so parallel posts see each other. A
        post that must wait is no longer counted: otherwise an impatient visitor would wait for
        ever, and could be taken for a crowd.
        """
        mine = self.create(form=form, client=client)
        others = self.exclude(pk=mine.pk).filter(form=form)
        own = others.filter(client=client)
        wait = wait_in_crowd = 0
        # A visitor below the lower limit may send, whatever others send.
        if below := own.seconds_until_below(LIMIT_IN_CROWD):
            wait = own.seconds_until_below(LIMIT)
            # Until this visitor has sent less, or everybody has.
            wait_in_crowd = min(below, others.seconds_until_below(CROWD))
        if wait or wait_in_crowd:
            mine.delete()
        return wait, wait_in_crowd

    def seconds_until_below(self, limit, window=WINDOW) -> int:
        """Seconds until fewer than `limit` of these are within the window; 0 if they already are.

        Reads no more rows than the limit, newest first, however many there are.

        """
        now = timezone.now()
        times = self.filter(at__gt=now - window).order_by("-at").values_list("at", flat=True)
        in_the_way = times[limit - 1 : limit].first()
        return max(1, ceil((in_the_way + window - now).total_seconds())) if in_the_way else 0

    def take(self, form, client, limits) -> bool:
        """Count one more in the caller's transaction, unless it is one too many.

        `limits` maps each window to the number allowed within it.
        """
        self.take_turns(form, client)
        before = self.filter(form=form, client=client)
        if any(before.seconds_until_below(most, window) for window, most in limits.items()):
            return False
        self.create(form=form, client=client)
        return True

    def take_turns(self, form, client):
        """Wait for other transactions that count the same."""
        with connection.cursor() as cursor:
            name = f"{form} {client}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

    def recent(self, form, client) -> tuple[int, int]:
        """How many posts of this form are within the window: from this visitor, and from all."""
        counted = self.filter(form=form, at__gt=timezone.now() - WINDOW).aggregate(
            from_visitor=Count("pk", filter=Q(client=client)), from_all=Count("pk")
        )
        return counted["from_visitor"], counted["from_all"]

    def outlived(self, before):
        return self.filter(at__lt=before).order_by("at")


class Attempt(models.Model):
    """One post of a public form, or one email that such a post caused.

    In PostgreSQL, so that a limit holds across all processes.
    """

    form = models.CharField(max_length=20)
    client = models.CharField(
        max_length=64,
        help_text="A keyed digest of the sender, new each day, or of the address that is emailed.",
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["form", "client", "at"]),
            models.Index(fields=["form", "at"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self):
        return f"{self.form} at {self.at:%Y-%m-%d %H:%M %Z}"


class BlockedWordQuerySet(models.QuerySet):
    def found_in(self, texts):
        """The blocked words that appear in any of these texts, each once."""
        found = set().union(*map(readings, texts))
        words = {comparable(blocked.word): blocked for blocked in self.order_by("weight", "pk")}
        return [
            blocked
            for word, blocked in words.items()
            if word
            and any(stands_in(text, one) for one in {word, undisguised(word)} for text in found)
        ]


class BlockedWord(models.Model):
    class Weight(models.IntegerChoices):
        SIGNAL = SIGNAL, "A signal for the moderator"
        SPAM = SPAM_FROM, "Store as spam"

    word = models.CharField(
        max_length=60,
        help_text=(
            "A word or a phrase, in any language. Capital letters make no difference. Only whole "
            "words match: “ten” does not match “often”."
        ),
    )
    weight = models.PositiveSmallIntegerField(
        "what to do",
        choices=Weight,
        default=Weight.SIGNAL,
        help_text=(
            f"A signal adds {SIGNAL} points. With {SPAM_FROM} points or more, what was sent is "
            "stored as spam."
        ),
    )

    objects = BlockedWordQuerySet.as_manager()

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                name="inbox_word_is_blocked_once",
                violation_error_message="This word is already on the list.",
            ),
            models.CheckConstraint(condition=~Q(word=""), name="inbox_blocked_word_is_not_empty"),
            models.CheckConstraint(
                condition=Q(weight__in=[SIGNAL, SPAM_FROM]),
                name="inbox_blocked_word_has_a_known_weight",
            ),
        ]

    def __str__(self):
        return self.word

    def clean(self):
        same = {comparable(other.word): other for other in BlockedWord.objects.exclude(pk=self.pk)}
        if other := same.get(comparable(self.word)):
            raise ValidationError(
                {"word": f"“{other.word}” is already on the list. Change it there."}
            )
