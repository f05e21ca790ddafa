from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from clinic.desk_search import FoundByWords, Words, stored
from clinic.watched import Topic, watched
from comments.advice import cautions
from comments.announcing import Announced
from comments.telling import HAS_NEWS, TellsWriters, ToldOfNews
from inbox.submission import Change, Submission, SubmissionQuerySet

PER_PAGE = 25  # comments
# As readers see them, for the search of the site; the name is not among them.
AS_SHOWN = Coalesce(NullIf(F("shown_text"), Value("", models.TextField())), F("text"))
ANSWERS = SearchVector(AS_SHOWN, "reply", config="english")
WORDS = Words("name", "email", "text", "shown_name", "shown_text", "reply")


class CommentQuerySet(FoundByWords, Announced, TellsWriters, SubmissionQuerySet):
    def visible(self):
        """What readers may see."""
        return self.filter(state=Comment.State.APPROVED)

    def under(self, page):
        """What readers see under a page, the newest first."""
        return self.visible().filter(page=page).order_by("-created_at", "-pk")

    def answered(self):
        """Those that the clinic has answered; `searched` is what both say, for the search."""
        return self.visible().exclude(reply="").alias(searched=ANSWERS)

    def newer_than(self, comment):
        """The comments above this one under its page."""
        later = Q(created_at__gt=comment.created_at)
        later |= Q(created_at=comment.created_at, pk__gt=comment.pk)
        # `created_at__gte` is implied, but lets PostgreSQL start there in the index.
        return self.under(comment.page_id).filter(later, created_at__gte=comment.created_at)

    def placed(self):
        """With `is_recent`, which their addresses need."""
        # Compared with the last comment on the page itself, which an index finds. To look for newer
        # ones for each of these comments, PostgreSQL might read them all.
        last = Comment.objects.under(OuterRef("page_id"))[PER_PAGE - 1 : PER_PAGE]
        rows = self.annotate(
            last_at=Subquery(last.values("created_at")), last_pk=Subquery(last.values("pk"))
        )
        is_recent = Q(last_at=None) | Q(created_at__gt=F("last_at"))
        is_recent |= Q(created_at=F("last_at"), pk__gte=F("last_pk"))
        return rows.annotate(
            is_recent=ExpressionWrapper(is_recent, output_field=models.BooleanField())
        )


class Comment(ToldOfNews, Submission):
    """A comment under a page, shown once approved. Only staff see the email address.

    `name` and `text` stay as they were sent. If a moderator has left something out, readers see
    `shown_name` and `shown_text` instead.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        SPAM = "spam"

    WORDS = WORDS
    WAITING = State.PENDING
    SPAM = State.SPAM
    DONE = State.REJECTED
    NOTED = {
        "shown_name": "edited",
        "shown_text": "edited",
        "show_website": "website shown or hidden",
        "reply": "answer changed",
        "replied_at": "answer changed",
    }

    page = models.ForeignKey(
        "pages.Page", on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    email = models.EmailField(help_text="Never published.")
    website = models.URLField(blank=True, max_length=200)
    # In the database too, for processes that still run the previous version.
    show_website = models.BooleanField(default=False, db_default=False)
    shown_name = models.CharField(max_length=80, blank=True, db_default="")
    shown_text = models.TextField(max_length=4000, blank=True, db_default="")
    reply = models.TextField(max_length=4000, blank=True, db_default="")
    replied_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    in_answer_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="answers",
        db_index=False,  # one of those that have a value is below
        help_text="On the site that it was brought in from.",
    )
    announced_at = models.DateTimeField(
        null=True, blank=True, help_text="When an email told reception that it was waiting."
    )

    words = stored(WORDS)

    objects = CommentQuerySet.as_manager()

    class Meta(Submission.Meta):
        triggers = [watched(Topic.PAGES)]
        constraints = [
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex=r"^https?://"),
                name="comments_website_is_a_web_page",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "approved", "rejected", "spam"]),
                name="comments_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | ~Q(reply="") & Q(replied_at__isnull=False),
                name="comments_a_reply_has_its_time",
            ),
        ]
        permissions = [("moderate_comment", "Can approve and reject comments")]
        indexes = [
            *Submission.Meta.indexes,
            models.Index(
                F("page"),
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(state="approved"),
                name="comments_under_a_page",
            ),
            GinIndex(fields=["words"], name="comments_words"),
            GinIndex(
                ANSWERS, condition=Q(state="approved") & ~Q(reply=""), name="comments_answers"
            ),
            models.Index(fields=["page", "created_at"]),
            models.Index(
                fields=["created_at"],
                condition=Q(state="pending"),
                name="comments_waiting",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state="pending", announced_at=None, handled_at=None),
                name="comments_to_announce",
            ),
            models.Index(
                fields=["handled_at"],
                condition=HAS_NEWS & Q(state="approved", wants_email=True),
                name="comments_to_tell",
            ),
            models.Index(
                fields=["in_answer_to"],
                condition=Q(in_answer_to__isnull=False),
                name="comments_in_answer_to",
            ),
            models.Index(
                fields=["announced_at"],
                condition=Q(announced_at__isnull=False),
                name="comments_announced",
            ),
        ]

    def __str__(self):
        return f"Comment {self.pk}"

    def get_absolute_url(self):
        """Where it is shown, or would be once approved. Still right when newer comments follow."""
        if self.is_recent:
            return f"{self.page.get_absolute_url()}#{self.anchor}"
        return reverse("comments:one", args=[self.page.slug, self.pk])

    @classmethod
    def pages(cls):
        """The pages that readers can see, with or without comments."""
        return cls._meta.get_field("page").related_model.objects.public()

    @cached_property
    def is_recent(self):
        """Whether it is among the newest of its page, which are shown on the page itself."""
        newer = Comment.objects.newer_than(self)
        return not newer[PER_PAGE - 1 : PER_PAGE].exists()

    def number(self):
        """The number of its page of comments; page 1 has the newest."""
        return Comment.objects.newer_than(self).count() // PER_PAGE + 1

    def get_admin_url(self):
        return reverse("admin:comments_comment_change", args=[self.pk])

    def moderate(self, by, seen, reply=None, **values):
        """Decide about it and answer it in one step, as `handle` does.

        A reply of "" removes the answer; None leaves it. An edited answer keeps its first time.
        """
        if reply is not None:
            replied_at = (self.replied_at or timezone.now()) if reply else None
            values |= {"reply": reply, "replied_at": replied_at}
        return self.handle(by, seen, **values)

    @property
    def anchor(self):
        return f"comment-{self.pk}"

    @property
    def answers_whom(self):
        """The comment that it answers, if readers see that one."""
        other = self.in_answer_to
        return other if other and other.state == self.State.APPROVED else None

    @property
    def public_name(self):
        return self.shown_name or self.name

    @property
    def public_text(self):
        return self.shown_text or self.text

    def cautions(self):
        """Reasons not to publish it as it would be shown now."""
        return cautions(self.public_name, self.public_text, website=self.website)

    def others(self):
        """How many other comments came from the same email address, by state."""
        same = type(self).objects.exclude(email="").filter(email__iexact=self.email)
        same = same.exclude(pk=self.pk)
        return same.order_by("state").values("state").annotate(count=Count("pk"))

    @property
    def is_edited(self):
        return bool(self.shown_name or self.shown_text)


class CommentChange(Change):
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="changes")

    class Meta(Change.Meta):
        triggers = [watched(Topic.PAGES)]
