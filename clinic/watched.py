"""What pages show, and how a process that keeps one in memory learns that it has changed.

Each statement that changes a watched table inserts a row here, by a trigger in PostgreSQL, so no
code can forget it. The rows that can be seen, by their keys, are a version: it is another as soon
as a change is committed, in whatever order changes were begun. Nothing waits for anything.
"""

from datetime import timedelta
from functools import wraps

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.cache import patch_cache_control

KEPT_FOR = timedelta(hours=1)  # far longer than any transaction of ours


class Topic(models.TextChoices):
    PAGES = "pages", "what readers' pages show"
    TIMES = "times", "which times are free"


class WatchedChangeQuerySet(models.QuerySet):
    def outlived(self):
        """Something to purge. Only once in a while, because each purge makes a new version."""
        return self.filter(at__lt=timezone.now() - 2 * KEPT_FOR)

    def purge(self):
        self.filter(at__lt=timezone.now() - KEPT_FOR).delete()


class WatchedChange(models.Model):
    """A statement has changed a table that is shown. Written by triggers only."""

    topic = models.CharField(max_length=10, choices=Topic)
    at = models.DateTimeField()

    objects = WatchedChangeQuerySet.as_manager()

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="clinic_watched_changes_by_age")]

    def __str__(self):
        return f"{self.topic}, {self.at}"


def watched(topic):
    """The trigger for the `Meta.triggers` of a model that pages on this topic show."""
    return pgtrigger.Trigger(
        name=f"shown_on_{topic}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"INSERT INTO clinic_watchedchange (topic, at)"  # noqa: S608 our own word
        f" VALUES ('{topic}', clock_timestamp()); RETURN NULL;",
    )


def kept(*topics, by_query=False):
    """For a view whose pages are the same for everybody and show nothing but these topics.

    They may depend on the address, and with `by_query` on the query, but on nothing else that is
    sent. Each process keeps them in memory (clinic_site/page_memory/), and shared caches may.
    """

    def decorate(view):
        @wraps(view)
        def marked(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD") and response.status_code == 200:
                response.kept = marked.kept
                patch_cache_control(response, public=True, max_age=0, s_maxage=1)
            return response

        marked.kept = topics, by_query
        return marked

    return decorate
