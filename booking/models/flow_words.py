from django.db import models
from django.db.models import Q

from clinic.watched import Topic, watched


class FlowWords(models.Model):
    """The clinic's own key sentences for patients who book: one row, or these defaults."""

    first_visit = models.TextField(
        "for new patients",
        max_length=400,
        blank=True,
        default="",
        help_text=(
            "Shown where patients choose a treatment, and on the patient’s page of a service that "
            "new patients start with. For example, how early to come. Leave empty to show nothing."
        ),
    )
    after_sending = models.TextField(
        "after a request is sent",
        max_length=400,
        default="Please wait for our answer before you come.",
        help_text="Shown on the patient’s page, and in the email that says we have the request.",
    )
    too_late = models.TextField(
        "when it is too late to change a visit online",
        max_length=400,
        default="This visit can no longer be changed online.",
        help_text=(
            "Shown on the patient’s page and in emails, followed by the clinic’s phone number. Put "
            "what a late change costs in the late-change policy, which patients agree to."
        ),
    )

    class Meta:
        triggers = [watched(Topic.TIMES)]
        verbose_name = verbose_name_plural = "words for patients who book"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="booking_flow_words_are_one_row"),
        ]

    def __str__(self):
        return "Words for patients who book"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)
