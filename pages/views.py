from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pages.models import Page
from pages.models.page import HOME


@require_safe
def home(request):
    page = get_object_or_404(Page.objects.public(), slug=HOME)
    return show(request, page, page.live_revision())


@require_safe
def page(request, slug):
    page = get_object_or_404(Page.objects.public().at(slug))
    if slug == HOME or page.slug != slug:
        return moved(request, page.get_absolute_url())
    return show(request, page, page.live_revision())


def show(request, page, revision):
    """The page with this revision's words: the live one's, or another's in a preview."""
    template = "pages/home.html" if page.is_home else "pages/page.html"
    context = {"page": page, "revision": revision, "sections": revision.anchored_sections()}
    return render(request, template, context)


def moved(request, address):
    """Lead from another address to this one, with the query that came along."""
    query = request.META.get("QUERY_STRING", "")
    address += f"?{query}" if query else ""
    # Browsers would keep a 301 for good, and go in circles once the page has moved back.
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})
