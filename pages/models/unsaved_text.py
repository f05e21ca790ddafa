"""What somebody has typed into a draft's form and not saved yet, kept beside the draft.

Not in it: half a heading or an empty title is no draft; a colleague's text would be overwritten
every few seconds; and each pause would become a version of the page.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from pages.models.page import Page
from pages.models.revision import Revision

MOST = 50  # writings of one person in one page, each of up to some megabytes


class UnsavedTextQuerySet(models.QuerySet):
    def of(self, person, page):
        """This person's own in this page, the newest first. Nobody else's are ever shown.

        Each with `files`: the names of files that were chosen, but cannot be kept.
        """
        found = self.filter(person=person, page=page, done_at=None)
        return found.annotate(files=F("fields__unsent_file")).order_by("-kept_at", "-pk")

    def of_others(self, page, person):
        """Whose words in this page would go with it, though this person can't read them."""
        found = self.filter(page=page, done_at=None).exclude(person=person)
        return found.select_related("person").order_by("person__username", "kept_at")

    def offered(self):
        return self.filter(hidden_at=None)

    def outlived(self, before):
        return self.filter(kept_at__lt=before).order_by("kept_at")

    @transaction.atomic
    def keep(self, person, page, writing, number, draft, fields, took=None):
        """Keep this form as typed; returns False if the same writing has been saved already.

        `number` grows with each try, so that a late one replaces nothing newer. `took` is the
        writing whose words the form took up: this one has them now.
        """
        values = {"page": page, "draft": draft, "fields": fields}
        row, is_new = self.get_or_create(
            person=person, writing=writing, defaults=values | {"number": number}
        )
        if is_new and took:
            self.filter(person=person, writing=took).update(done_at=timezone.now(), fields={})
        if is_new:
            self.drop_surplus(person, page)
        if is_new or row.done_at:
            return is_new
        newer = self.filter(pk=row.pk, done_at=None, number__lt=number)
        newer.update(kept_at=timezone.now(), hidden_at=None, number=number, **values)
        return True

    def drop_surplus(self, person, page):
        """Delete what one person has beyond MOST in one page: the hidden ones, then the oldest."""
        rows = self.of(person, page).order_by(
            F("hidden_at").desc(nulls_first=True), "-kept_at", "-pk"
        )
        self.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()

    def finish(self, person, page, writings):
        """These have been saved or discarded: forget their words, and keep no late ones."""
        now = timezone.now()
        rows = [
            self.model(person=person, page=page, writing=one, kept_at=now, done_at=now)
            for one in writings
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["person", "writing"],
            update_fields=["done_at", "fields"],
        )

    def hide(self):
        """Offer these no more; returns how many were offered."""
        return self.offered().update(hidden_at=timezone.now())


class UnsavedText(models.Model):
    """The fields of one opened form, as its browser sent them last.

    `writing` is a random number of that form's own, so two computers never overwrite each other.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    writing = models.UUIDField()
    draft = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The draft that was open; empty if nothing of it had been saved.",
    )
    fields = models.JSONField(default=dict)
    number = models.BigIntegerField(default=0)
    kept_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "unsaved text"
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["person", "writing"], name="pages_one_row_for_each_writing"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "page", "-kept_at"],
                condition=Q(done_at=None),
                name="pages_unsaved_text_of",
            ),
            models.Index(fields=["kept_at"], name="pages_unsaved_text_by_time"),
        ]

    def __str__(self):
        return f"Unsaved text in {self.page}"
