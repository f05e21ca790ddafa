from django.db import models
from django.db.models import Q

STARTERS = {
    "": "If you have any questions, please phone us.",
    "confirm": "Please come ten minutes before your appointment.",
    "decline": "All of our times on that day are taken.",
    "offer": "If none of these times work for you, please phone us and we will find one together.",
    "move": "We are sorry for the change.",
    "cancel": "We are sorry for the short notice.",
}


class ReadySentenceQuerySet(models.QuerySet):
    def for_decision(self, decision):
        """Those to choose from with this decision, a value of `ReadySentence.Decision`."""
        return self.filter(decision__in=[self.model.Decision.ANY, decision])

    def add_starters(self):
        """Fill an empty list; one that has sentences already belongs to reception."""
        if not self.exists():
            self.bulk_create(
                self.model(decision=decision, text=text) for decision, text in STARTERS.items()
            )


class ReadySentence(models.Model):
    """A sentence for a line to the patient that reception need not type each time."""

    class Decision(models.TextChoices):
        ANY = "", "Any decision"
        CONFIRM = "confirm", "Confirm"
        OFFER = "offer", "Offer another time"
        MOVE = "move", "Move"
        DECLINE = "decline", "Decline"
        CANCEL = "cancel", "Cancel"

    decision = models.CharField(
        "listed for", max_length=10, choices=Decision, blank=True, default=Decision.ANY
    )
    text = models.CharField(
        max_length=300,
        help_text="Patients read it in the email and on their page. Do not name anyone.",
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers are listed first.")

    objects = ReadySentenceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "ready-made sentence"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="booking_sentence_is_not_empty"),
        ]

    def __str__(self):
        return self.text
