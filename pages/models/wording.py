from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from clinic.append_only import append_only
from clinic.wording import DEGREES, NOT_ALLOWED, ON_A_CONDITION, RULES
from pages.models.revision import Revision


class WordingDecisionQuerySet(models.QuerySet):
    def about(self, page):
        """What was decided about any version of this page: (digest, key of the rule)."""
        found = self.filter(revision__page=page)
        return set(found.values_list("digest", "rule"))

    def counted(self, revisions):
        """How many sentences were decided on, by the primary key of the revision."""
        found = self.filter(revision__in=[one.pk for one in revisions]).order_by()
        counts = found.values("revision").annotate(sentences=Count("digest", distinct=True))
        return dict(counts.values_list("revision", "sentences"))


class WordingDecision(models.Model):
    """That somebody published a sentence which a rule for wording is about: append-only."""

    # No constraint: a page that was never public can be deleted, and this remains.
    revision = models.ForeignKey(
        Revision,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="wording_decisions",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64, help_text="Of the sentence, whatever its spaces.")
    sentence = models.TextField()
    place = models.TextField(help_text="Where it was first on the page, in words.")
    rule = models.CharField(max_length=40)
    degree = models.CharField(max_length=20, choices=DEGREES, help_text="At that time.")
    reason = models.CharField(
        max_length=200, blank=True, help_text="Why it was published although it is not allowed."
    )

    objects = WordingDecisionQuerySet.as_manager()

    class Meta:
        triggers = append_only(forgets="by_id")
        ordering = ["pk"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(degree=ON_A_CONDITION) | (Q(degree=NOT_ALLOWED) & ~Q(reason="")),
                name="pages_what_is_not_allowed_has_a_reason",
            )
        ]

    def __str__(self):
        return self.sentence

    @property
    def rule_name(self):
        """As it is called now; its key, if this version of the site does not know it."""
        return RULES[self.rule].name if self.rule in RULES else self.rule

    @property
    def condition(self):
        return RULES[self.rule].condition if self.rule in RULES else ""
