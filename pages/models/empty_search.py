"""Searches of the public site that found nothing: their words, how often, and no more.

Who searched is not known here: there is no address, session or time of day in a row.
"""

import re
import unicodedata
from contextlib import suppress

from django.db import Error, models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from typed.text import line, without_accents

LONGEST = 60  # characters
MOST_WORDS = 6
MOST_ROWS = 500
MOST_A_DAY = 10  # of the same words: a program that repeats a search says no more than that
# A phone or card number, whatever is between its digits; an email address, or one of a site.
PERSONAL = re.compile(r"(?:\d[\W_]*){3}\d|@|://|\w\.\w")
LETTER = re.compile(r"[^\W\d_]")


def countable(words):
    """These words in the one spelling in which they are counted.

    "" if they are none, if they are too many, or if they may lead to a person. A name can't be
    told from other words.
    """
    words = without_accents(unicodedata.normalize("NFKC", line(words)))
    words = " ".join(words.replace('"', " ").lower().split())
    if len(words) > LONGEST or len(words.split()) > MOST_WORDS or PERSONAL.search(words):
        return ""
    return words if LETTER.search(words) else ""


class EmptySearchQuerySet(models.QuerySet):
    def count_in(self, words):
        """Count a search for these words; silently not at all while the database can't.

        Atomic for any number of processes. Counts MOST_A_DAY at most of the same words. For new
        words, the rarest and, of those, the oldest make room.
        """
        if words := countable(words):
            with suppress(Error), transaction.atomic():
                self.store(words, timezone.localdate())

    def store(self, words, today):
        new = self.model(words=words, since=today, last_on=today)
        self.bulk_create([new], ignore_conflicts=True)
        is_today = Q(last_on=today)
        self.filter(~is_today | Q(on_last_day__lt=MOST_A_DAY), words=words).update(
            times=F("times") + 1,
            on_last_day=Case(When(is_today, then=F("on_last_day") + 1), default=1),
            last_on=today,
        )
        self.exclude(words=words).make_room()

    def make_room(self):
        """Delete what is beyond MOST_ROWS with one more, but for what others have locked."""
        surplus = self.most_frequent().values_list("pk", flat=True)[MOST_ROWS - 1 :]
        if surplus := list(surplus):
            rows = self.model.objects.filter(pk__in=surplus)
            free = rows.select_for_update(skip_locked=True).values_list("pk", flat=True)
            self.model.objects.filter(pk__in=list(free)).delete()

    def most_frequent(self):
        return self.order_by("-times", "-last_on", "-pk")

    def shown(self):
        return self.filter(is_hidden=False)

    def outlived(self, before):
        """Counted since an earlier day than that of `before`, oldest first."""
        return self.filter(since__lt=timezone.localdate(before)).order_by("since", "pk")


class EmptySearch(models.Model):
    """Words for which the public search found nothing."""

    words = models.CharField(max_length=LONGEST, unique=True)
    times = models.PositiveIntegerField(default=0, db_default=0)
    since = models.DateField(help_text="The day since when it is counted, in the clinic's zone.")
    last_on = models.DateField(help_text="The last day on which somebody searched for it.")
    on_last_day = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many of the times were on that day."
    )
    is_hidden = models.BooleanField(default=False, db_default=False)

    objects = EmptySearchQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.words

    def set_hidden(self, is_hidden):
        """Take it off the editors' list, or put it back. It is counted as before."""
        EmptySearch.objects.filter(pk=self.pk).update(is_hidden=is_hidden)
