"""Deleting a page that readers have never seen, with all that colleagues have written in it."""

from django.db import transaction
from django.db.models import F, Max, Sum

from pages.models.page import Page
from pages.models.pages import HasBeenPublic
from pages.models.unsaved_text import UnsavedText
from typed.seen import ChangedMeanwhile


def changes(page, by):
    """A number that grows with whatever is written in the page, for `by`, who may delete it.

    It counts the page and its versions, remarks, and what others have typed and not saved.
    """
    counted = page.revisions.aggregate(of_all=Sum(F("version") + 1, default=0))["of_all"]
    typed = UnsavedText.objects.of_others(page, by).aggregate(last=Max("kept_at"))["last"]
    last = int(typed.timestamp() * 1000) if typed else 0
    return page.version + counted + page.remarks.count() + last


@transaction.atomic
def delete_never_public(page, by, seen):
    """Delete the page and its versions. Raises ChangedMeanwhile or HasBeenPublic.

    `seen` is what `changes` said to `by`, who decided.
    """
    # Nothing can be added to a page that is locked so: what is being added is waited for.
    page = Page.objects.select_for_update().filter(pk=page.pk).first()
    if page is None:
        raise ChangedMeanwhile
    if page.has_been_public():
        raise HasBeenPublic
    if seen != changes(page, by):
        raise ChangedMeanwhile
    page.revisions.all().delete()
    page.delete()
