from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from clinic.links import moved
from clinic.models import Clinic
from clinic.watched import Topic, kept
from pages.models import Page, Revision
from pages.models.page import HOME


@require_safe
@kept(Topic.PAGES)
def home(request):
    page = get_object_or_404(Page.objects.public(), slug=HOME)
    return show_revision(request, page, page.live_revision())


@require_safe
@kept(Topic.PAGES)
def page(request, slug):
    page = get_object_or_404(Page.objects.public().at(slug))
    if slug == HOME or page.slug != slug:
        return moved(request, page.get_absolute_url())
    return show_revision(request, page, page.live_revision())


def show_revision(request, page, revision):
    """The page with this revision's text: the live one, or another in a preview."""
    template = "pages/home.html" if page.is_home else "pages/page.html"
    context = {"page": page, "revision": revision, "sections": revision.anchored_sections()}
    return render(request, template, context)


def site(request):
    """What every public template can show. Queries run only when it is printed."""
    preview = getattr(request, "preview", None)
    links = SimpleLazyObject(lambda: page_links(preview and preview["revision"]))
    return {
        "SITE_URL": settings.SITE_URL,
        "clinic": SimpleLazyObject(Clinic.current),
        "menu": SimpleLazyObject(lambda: [one for one in links if one["in_menu"]]),
        "fine_print": SimpleLazyObject(lambda: [one for one in links if not one["in_menu"]]),
    }


def page_links(previewed=None):
    """Every page but the home page, in menu order; the previewed version as if it were live."""
    revisions = (
        Revision.objects.live_of_each_page()
        .filter(page__is_public=True)
        .exclude(page__slug=HOME)
        .select_related("page")
    )
    if previewed and previewed.title:
        others = [one for one in revisions if one.page_id != previewed.page_id]
        revisions = others if previewed.page.is_home else [*others, previewed]
    return [
        {
            "title": revision.title,
            "menu_name": revision.page.menu_name or revision.title,
            "summary": revision.summary,
            "url": revision.get_absolute_url(),
            "in_menu": revision.page.in_menu,
        }
        for revision in sorted(revisions, key=lambda one: (one.page.order, one.page_id))
    ]
