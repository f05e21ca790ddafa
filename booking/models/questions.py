"""What the clinic asks the patients of a service, and how an answer is kept."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

MOST_QUESTIONS, MOST_CHOICES = 10, 12
LONGEST_ANSWER = 500  # characters


class ServiceQuestionQuerySet(models.QuerySet):
    def asked(self, service):
        """What is asked for this service now, in order."""
        return self.filter(service=service, is_active=True)[:MOST_QUESTIONS]


class ServiceQuestion(models.Model):
    """A question on the form that asks for a visit.

    An answer is kept with the words of its question as the patient read them (`Booking.intake`), so
    a question can be changed or deleted at any time.
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        CHOICE = "choice", "One of several answers"
        YES_NO = "yes_no", "Yes or no"

    service = models.ForeignKey(
        "booking.Service", on_delete=models.CASCADE, related_name="questions"
    )
    text = models.CharField("question", max_length=200)
    kind = models.CharField("answered with", max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(
        "answers to choose from",
        max_length=1000,
        blank=True,
        help_text="One per line.",
    )
    is_required = models.BooleanField("must be answered", default=False)
    is_active = models.BooleanField("asked", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ServiceQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "question"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="booking_question_is_not_empty"),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        answers = self.answers()
        if self.kind == self.Kind.CHOICE and len(answers) < 2:
            raise ValidationError({"choices": "Enter at least two answers, one per line."})
        if len(answers) > MOST_CHOICES:
            raise ValidationError({"choices": f"Enter at most {MOST_CHOICES} answers."})

    def answers(self):
        """Those to choose from, each once; none for a text."""
        if self.kind == self.Kind.YES_NO:
            return ["Yes", "No"]
        if self.kind == self.Kind.TEXT:
            return []
        return list(dict.fromkeys(filter(None, map(str.strip, self.choices.splitlines()))))
