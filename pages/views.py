from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from pages.models import Page
from pages.models.page import HOME


@require_safe
def home(request):
    return show(request, HOME, "pages/home.html")


@require_safe
def page(request, slug):
    if slug == HOME:
        return redirect("pages:home", permanent=True)
    return show(request, slug, "pages/page.html")


def show(request, slug, template):
    page = get_object_or_404(Page.objects.public(), slug=slug)
    revision = page.live_revision()
    context = {"page": page, "revision": revision, "sections": revision.anchored_sections()}
    return render(request, template, context)
