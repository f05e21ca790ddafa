"""How a draft goes live, now or later, and how it is put away."""

from django.db import models, transaction
from django.utils import timezone

from pages.models.publishing_rules import PublishingRules
from pages.models.revisions import NotADraft, NotScheduled, OthersScheduled


class Publishing(models.Model):
    """What may happen next to a draft or a schedule."""

    class Meta:
        abstract = True

    def lock_draft(self, seen):
        if not self.locked(seen).is_draft():
            raise NotADraft

    def check_publisher(self, by):
        """Raise NeedsSecondPerson if `by` may not publish the stored text."""
        author = type(self).objects.filter(pk=self.pk).values_list("author", flat=True).first()
        PublishingRules.check_publisher(author, by and by.pk)

    @transaction.atomic
    def publish(self, by=None, at=None, cancel=(), keep=()):
        """Make this draft live, now or `at` a later time; a past time means now.

        `cancel` and `keep` hold the keys of scheduled versions that somebody has decided about: the
        former are discarded. Raises NotADraft, NeedsSecondPerson, or OthersScheduled if others are
        scheduled as well.
        """
        self.page.lock()
        self.check_publisher(by)
        now = timezone.now()  # only now: a version that fell due while we waited is live
        before = self.page.live_revision()
        at = max(at or now, now)
        waiting = self.page.revisions.scheduled()
        if undecided := list(waiting.exclude(pk__in=[*cancel, *keep])):
            raise OthersScheduled(undecided)
        waiting.filter(pk__in=cancel).update(publish_at=None, discarded_at=now)
        changed = (
            type(self).objects.drafts().filter(pk=self.pk).update(publish_at=at, published_by=by)
        )
        if not changed:
            raise NotADraft
        self.words.model.objects.store(type(self).objects.filter(pk=self.pk))
        self.refresh_from_db()
        self.page.anchors.remember(self.page, before, self)

    @transaction.atomic
    def cancel_schedule(self):
        """Cancel this schedule: make it the draft again, or discard it if there is one.

        Raises NotScheduled.
        """
        now = timezone.now()
        self.page.lock()
        discarded_at = now if self.page.draft() else None
        waiting = type(self).objects.scheduled().filter(pk=self.pk)
        if not waiting.update(publish_at=None, published_by=None, discarded_at=discarded_at):
            raise NotScheduled
        self.refresh_from_db()

    @transaction.atomic
    def discard(self, seen):
        """Put the draft away into the history. Raises NotADraft or ChangedMeanwhile."""
        self.lock_draft(seen)
        type(self).objects.filter(pk=self.pk).update(discarded_at=timezone.now())
        self.refresh_from_db()
