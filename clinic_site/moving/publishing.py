"""The screen that publishes several drafts of one import, each as its own screen would."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import ngettext

from clinic_site.moving.not_kept import LOCKED
from clinic_site.moving.records import PlannedItem
from clinic_site.moving.report import described
from pages.editing.ready import why_not_yet
from pages.models import Revision
from pages.text.link_advice import hosts_to_book_at
from typed.seen import NEVER, ChangedMeanwhile, seen_versions
from typed.text import whole_number

AT_ONCE = 50  # drafts on one screen
PUBLISHED = "Published with others that were brought in from WordPress."
CHANGED = "Somebody has changed it since you opened this list. Look at it again."
NOTHING_SELECTED = "Nothing was published: select at least one draft."


@dataclass
class Row:
    draft: Revision
    item: PlannedItem
    why_not: str

    @property
    def was(self):
        return described(self.item)

    @cached_property
    def book_at(self):
        """Where patients would book by its links: hosts of other programs."""
        sections = self.draft.sections.all()
        return hosts_to_book_at(link for section in sections for link in section.links)

    @property
    def is_selected(self):
        """Beforehand: what anybody could read on the old site, if it has a title to go by."""
        was_public = self.item.status == "publish" and LOCKED not in self.item.left_out
        return was_public and bool(self.item.title) and not self.book_at


def waiting(work):
    """The drafts of the pages that it brought in and that nobody has published yet."""
    came = work.items.filter(state=PlannedItem.State.DONE, is_here=False, page__isnull=False)
    published = Revision.objects.filter(page=OuterRef("page"), publish_at__isnull=False)
    return (
        Revision.objects.drafts()
        .filter(~Exists(published), page__in=came.values("page"), page__is_public=True)
        .select_related("page", "author")
        .order_by("title", "pk")
    )


def rows_of(work, request):
    """One screen of them, with what an editor has to know of each."""
    shown = Paginator(waiting(work).prefetch_related("sections"), AT_ONCE).get_page(
        request.GET.get("p")
    )
    items = {one.page_id: one for one in work.items.filter(page__in=[one.page for one in shown])}
    shown.object_list = [
        Row(one, items[one.page_id], why_not_yet(one, request.user))
        for one in shown
        if one.page_id in items
    ]
    return shown


def publish(work, request):
    """Publish those that were selected, each by itself. For any that can't be, say why."""
    selected = [whole_number(one) for one in request.POST.getlist("draft")[:AT_ONCE]]
    seen, pages, done = seen_versions(request.POST), admin.site.get_model_admin(Revision), 0
    for draft in waiting(work).filter(pk__in=selected):
        if why_not := publish_one(draft, request.user, seen.get(draft.pk, NEVER)):
            messages.warning(request, format_html("“{}” was not published. {}", draft, why_not))
        else:
            pages.log_change(request, draft.page, PUBLISHED)
            done += 1
    if done:
        said = ngettext("1 page is published.", f"{done} pages are published.", done)
        messages.success(request, said)
    elif not selected:
        messages.warning(request, NOTHING_SELECTED)


def publish_one(draft, by, seen):
    """Publish it; returns why not, or ""."""
    try:
        with transaction.atomic():
            draft.page.lock()
            draft.lock_draft(seen)
            why_not = why_not_yet(draft, by)
            if not why_not:
                draft.publish(by)
    except ChangedMeanwhile:
        return CHANGED
    return why_not
