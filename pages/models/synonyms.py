"""Words that mean the same to those who search the public site, as editors list them."""

import re

from django.db import connection, models
from django.db.models import Q

from clinic.watched import Topic, watched
from typed.seen import Versioned

MOST = 200  # sets
MOST_IN_A_SET = 12
LONGEST = 400  # characters of a set


def apart(words):
    """The words of a set as they were typed, each once."""
    found = (" ".join(one.split()) for one in re.split(r"[,;\n]", words))
    once = {}
    for one in found:
        once.setdefault(one.casefold(), one)
    return [one for one in once.values() if one]


class SynonymsQuerySet(models.QuerySet):
    def sets(self):
        return [apart(words) for words in self.values_list("words", flat=True)[:MOST]]

    @staticmethod
    def lock():
        """Block other changes until the commit: no constraint can compare words within sets."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pages.synonyms'))")


class Synonyms(Versioned):
    """A set of words, or of several words each, any of which finds what the others find."""

    words = models.CharField(
        "words that mean the same",
        max_length=LONGEST,
        help_text=(
            "With commas between them, such as “fee, price, cost” or “dry needling, IMS, "
            "intramuscular stimulation”. A search for any of them then finds pages that have one "
            "of the others. Plurals and other endings need not be listed."
        ),
    )

    objects = SynonymsQuerySet.as_manager()

    class Meta:
        default_permissions = []
        triggers = [watched(Topic.PAGES)]
        ordering = ["words", "pk"]
        verbose_name = "set of synonyms"
        verbose_name_plural = "synonyms"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="pages_synonyms_are_words"),
        ]

    def __str__(self):
        return self.words
