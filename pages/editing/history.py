"""All versions of a page: listing them, comparing two, restoring one as a new draft."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Coalesce, Lead
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from clinic.clock import in_full
from pages.editing.known_paths import KnownPaths
from pages.editing.states import state_of_version, state_words
from pages.editing.vanished import unless_deleted
from pages.models import Page, Revision, WordingDecision
from pages.text.compare import compare
from typed.seen import CHANGED, ChangedMeanwhile, seen_versions
from typed.text import whole_number

ON_ONE_SCREEN = 50
may_read = permission_required("pages.view_revision", raise_exception=True)
may_restore = permission_required("pages.change_revision", raise_exception=True)


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    own = admin_site.admin_view
    return [
        path("<int:pk>/versions/", own(versions), name="pages_page_versions"),
        path("<int:pk>/versions/compare/", own(comparison), name="pages_page_compare"),
        path(
            "<int:pk>/versions/<int:revision_pk>/restore/",
            own(restore),
            name="pages_page_restore",
        ),
    ]


@require_safe
@may_read
def versions(request, pk):
    """Every version, newest first by when it was or will be published, or was discarded."""
    page = get_object_or_404(Page, pk=pk)
    live = page.live_revision()
    rows = (
        page.revisions.select_related("author", "published_by")
        .annotate(until=Window(Lead("publish_at"), order_by=["publish_at", "pk"]))
        .order_by(Coalesce("publish_at", "discarded_at").desc(nulls_first=True), F("pk").desc())
    )
    screen = Paginator(rows, ON_ONE_SCREEN).get_page(request.GET.get("p"))
    found = list(screen.object_list)
    live_pk = live and live.pk
    newest, older, *_ = [*found, None, None]
    looked_at = WordingDecision.objects.counted(found)
    return history_screen(
        request,
        "versions.html",
        page,
        live,
        title="Versions",
        screen=screen,
        revisions=[
            (one, state_words(one, live_pk, one.until), looked_at.get(one.pk)) for one in found
        ],
        chosen_to=newest,
        chosen_from=live if live in found and live != newest else older,
        former=page.former_slugs.all(),
    )


@require_safe
@may_read
def comparison(request, pk):
    """The differences between two versions, given by ?from= and ?to=."""
    page = get_object_or_404(Page, pk=pk)
    live = page.live_revision()
    old, new = (find(page, request.GET.get(name, "")) for name in ("from", "to"))
    refusal, found = "", None
    if not old or not new:
        refusal = "Choose two versions of this page in the list, then compare them."
    elif old == new:
        refusal = "This is the same version twice. Choose another one to compare it with."
    else:
        known = KnownPaths()
        sections = [known.as_read(one.sections.select_related("image")) for one in (old, new)]
        found = compare(old, sections[0], new, sections[1])
    return history_screen(
        request,
        "comparison.html",
        page,
        live,
        title="Compare two versions",
        refusal=refusal,
        comparison=found,
        old=old,
        new=new,
        states=found and [state_of_version(old), state_of_version(new)],
    )


@require_POST
@may_restore
@unless_deleted
def restore(request, pk, revision_pk):
    """Make an old version the new draft. If there is a draft, ask first."""
    revision = get_object_or_404(
        Revision.objects.select_related("page"), pk=revision_pk, page_id=pk
    )
    page = revision.page
    try:
        with transaction.atomic():
            page.lock()
            draft = page.draft()
            if draft == revision:
                messages.info(request, "This version is already the draft.")
                return redirect(draft.get_admin_url())
            if draft:
                draft.discard(seen_versions(request.POST).get(draft.pk))
            note = f"Restored from the version of {in_full(revision.moment)}"
            restored = page.restore(revision, by=request.user, note=note)
    except ChangedMeanwhile:  # or nobody has been asked yet
        return ask(request, page, revision, page.draft())
    words = f"This draft has the text of the version of {in_full(revision.moment)}."
    if draft:
        words += " The previous draft is in the list of versions."
    messages.success(request, words)
    return redirect(restored.get_admin_url())


def ask(request, page, revision, draft):
    return history_screen(
        request,
        "restore.html",
        page,
        page.live_revision(),
        status=409,
        title="Restore a version",
        revision=revision,
        draft=draft,
        state=draft and state_words(draft),
        changed=CHANGED if seen_versions(request.POST) else "",
    )


def find(page, number):
    found = page.revisions.select_related("author", "published_by", "page")
    return found.filter(pk=whole_number(number)).first()


def history_screen(request, template, page, live, status=200, **context):
    newest = live or page.revisions.first()
    context |= admin.site.each_context(request) | {
        "opts": Page._meta,
        "page": page,
        "live": live,
        "page_name": (newest and newest.title) or page.slug,
    }
    return render(request, f"admin/pages/{template}", context, status=status)
