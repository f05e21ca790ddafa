"""What colleagues say about a draft, and who was asked to look at it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from pages.models.page import Page
from pages.models.revision import Revision


class RemarkQuerySet(models.QuerySet):
    def threads(self):
        """The remarks that are no answers, the oldest first, each with its answers."""
        answers = self.model.objects.select_related("by").order_by("at", "pk")
        found = self.filter(answers=None).select_related("by", "settled_by")
        return found.prefetch_related(models.Prefetch("replies", answers)).order_by("at", "pk")

    def open(self):
        return self.filter(answers=None, settled_at=None)

    def waiting_for(self, person):
        """Open remarks where others spoke last: in this person's drafts, or that they began."""
        drafts = Revision.objects.drafts().filter(page=OuterRef("page"), author=person)
        replies = self.model.objects.filter(answers=OuterRef("pk")).order_by("-at", "-pk")
        last = Case(
            When(Exists(replies), then=Subquery(replies.values("by")[:1])),
            default=F("by"),
            output_field=models.IntegerField(),
        )
        found = self.open().filter(Q(by=person) | Exists(drafts))
        return found.annotate(last_by=Coalesce(last, 0)).exclude(last_by=person.pk)

    def say(self, key, page, by, text, section=None, answers=None):
        """Store a remark, or an answer to one; with the same `key` again, nothing happens."""
        if answers is not None:
            section = answers.section
        row = self.model(key=key, page=page, by=by, text=text, section=section, answers=answers)
        self.bulk_create([row], ignore_conflicts=True)


class Remark(models.Model):
    """What somebody says to colleagues about a section of a page, or about the page as a whole.

    It names the section by its key, which stays the same in every version of the page.
    """

    key = models.UUIDField("key of the form", default=uuid.uuid4, unique=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="remarks")
    section = models.UUIDField("key of the section", null=True, blank=True)
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(answers=None) | Q(settled_at=None),
                name="pages_an_answer_is_not_settled",
            )
        ]
        indexes = [
            models.Index(
                fields=["page"],
                condition=Q(answers=None, settled_at=None),
                name="pages_open_remarks",
            )
        ]

    def __str__(self):
        return f"Remark on {self.page}"

    def settle(self, by):
        """Safe to repeat: the first person to settle it stays named."""
        rows = Remark.objects.open().filter(pk=self.pk)
        rows.update(settled_at=timezone.now(), settled_by=by)

    def reopen(self):
        Remark.objects.filter(pk=self.pk).update(settled_at=None, settled_by=None)


class LookRequestQuerySet(models.QuerySet):
    def waiting_for(self, person):
        found = self.filter(person=person, done_at=None).select_related("page", "asked_by")
        return found.order_by("asked_at", "pk")

    def of(self, page):
        return self.filter(page=page).select_related("person", "asked_by").order_by("asked_at")

    def ask(self, page, person, by):
        """Ask this person to look at the page's draft, also if they have looked before."""
        now = timezone.now()
        row = self.model(page=page, person=person, asked_by=by, asked_at=now, done_at=None)
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["page", "person"],
            update_fields=["asked_by", "asked_at", "done_at"],
        )

    def finish(self, page, person):
        """This person has looked; returns whether they were asked and had not."""
        rows = self.filter(page=page, person=person, done_at=None)
        return bool(rows.update(done_at=timezone.now()))


class LookRequest(models.Model):
    """Somebody is asked to look at a page's draft. One row for each of the two."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="look_requests", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = LookRequestQuerySet.as_manager()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person"], name="pages_one_request_to_look_at_a_page"
            )
        ]

    def __str__(self):
        return f"{self.person} is asked to look at {self.page}"
