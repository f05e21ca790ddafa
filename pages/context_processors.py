from django.conf import settings
from django.utils.functional import SimpleLazyObject

from pages.models import Clinic, Revision
from pages.models.page import HOME


def site(request):
    """What every public template may show. Nothing is asked of the database until it is printed."""
    preview = getattr(request, "preview", None)
    links = SimpleLazyObject(lambda: page_links(preview and preview["revision"]))
    return {
        "SITE_URL": settings.SITE_URL,
        "clinic": SimpleLazyObject(Clinic.current),
        "menu": SimpleLazyObject(lambda: [one for one in links if one["in_menu"]]),
        "fine_print": SimpleLazyObject(lambda: [one for one in links if not one["in_menu"]]),
    }


def page_links(previewed=None):
    """Every page but the first, in the menu's order; one as if this version of it were live."""
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
