"""How a process that keeps pages in memory learns that what they show has changed.

A trigger in PostgreSQL adds a row here for each statement that changes a watched table, so no code
can forget it. The keys of all visible rows together are the version: it is a new one as soon as a
change is committed, in whatever order the changes began. No writer waits for another.
"""

from datetime import timedelta
from functools import wraps

import pgtrigger
from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models.functions import MD5, Cast, Now
from django.utils.cache import patch_cache_control

KEPT_FOR = timedelta(hours=1)  # far longer than any transaction of ours


class Topic(models.TextChoices):
    PAGES = "pages", "what readers' pages show"
    TIMES = "times", "which times are free"


class WatchedChangeQuerySet(models.QuerySet):
    def version(self):
        """The set of all visible rows as one text."""
        keys = StringAgg(Cast("pk", models.TextField()), ",", order_by="pk")
        return self.aggregate(keys=MD5(keys))["keys"]

    def outlived(self):
        """Rows to purge; twice as old as need be, because each purge makes a new version."""
        return self.past(2 * KEPT_FOR)

    def purge(self):
        self.past(KEPT_FOR).delete()

    def past(self, age):
        """Rows older than that by the clock that wrote them, but never the newest of a topic.

        With none left, the version of a page kept when there was none yet would come back.
        """
        newest = WatchedChange.objects.order_by("topic", "-pk").distinct("topic")
        return self.filter(at__lt=Now() - age).exclude(pk__in=newest.values("pk"))


class WatchedChange(models.Model):
    """A statement that changed a table that pages show. Only triggers add these."""

    topic = models.CharField(max_length=10, choices=Topic)
    at = models.DateTimeField()

    objects = WatchedChangeQuerySet.as_manager()

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="clinic_watched_changes_by_age")]

    def __str__(self):
        return f"{self.topic}, {self.at}"


def watched(topic):
    """A trigger for `Meta.triggers` of a model that pages on this topic show."""
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

    They may depend on the address and, with `by_query`, on the query, but on nothing else in the
    request. Each process keeps them in memory (clinic_site/page_memory/); shared caches may too.
    A page that shows other topics as well names them in `response.also_shows`.
    """

    def decorate(view):
        @wraps(view)
        def marked(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD") and response.status_code == 200:
                response.kept = (*topics, *getattr(response, "also_shows", ())), by_query
                patch_cache_control(response, public=True, max_age=0, s_maxage=1)
            return response

        marked.kept = topics, by_query
        return marked

    return decorate
