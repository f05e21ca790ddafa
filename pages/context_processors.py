from django.conf import settings
from django.utils.functional import SimpleLazyObject

from pages.models import Clinic, Revision


def site(request):
    """What every public template may show. Nothing is asked of the database until it is printed."""
    return {
        "SITE_URL": settings.SITE_URL,
        "clinic": SimpleLazyObject(Clinic.current),
        "menu": SimpleLazyObject(menu),
    }


def menu():
    revisions = (
        Revision.objects.live_of_each_page()
        .filter(page__is_public=True, page__in_menu=True)
        .select_related("page")
    )
    return [
        {"title": revision.title, "url": revision.get_absolute_url()}
        for revision in sorted(revisions, key=lambda revision: (revision.page.order, revision.pk))
    ]
