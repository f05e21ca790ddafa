from django.db import models
from django.db.models import Q

from antispam.submission import Submission, SubmissionQuerySet
from pages.models import Page


class CommentQuerySet(SubmissionQuerySet):
    def visible(self):
        """What readers may see."""
        return self.filter(state=Comment.State.APPROVED)


class Comment(Submission):
    """Words under a page, shown once approved. The e-mail is for staff alone."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        SPAM = "spam"

    WAITING = State.PENDING
    SPAM = State.SPAM

    page = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    email = models.EmailField("e-mail", help_text="Never published.")
    website = models.URLField(blank=True, max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)

    objects = CommentQuerySet.as_manager()

    class Meta(Submission.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"^https?://"),
                name="comments_website_is_a_web_page",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "approved", "rejected", "spam"]),
                name="comments_state_is_known",
            ),
        ]
        permissions = [("moderate_comment", "Can approve and reject comments")]
        indexes = [
            *Submission.Meta.indexes,
            models.Index(fields=["page", "created_at"]),
            models.Index(
                fields=["created_at"],
                condition=Q(state="pending"),
                name="comments_waiting",
            ),
        ]

    def __str__(self):
        return f"Comment {self.pk}"
