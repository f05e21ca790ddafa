"""The bar that an editor who is logged in sees on a public page. Readers pay nothing for it.

It is added to the finished page, which knows no person; only who sends a session's cookie waits
until it is read.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from pages.models import Page
from pages.models.page import HOME
from pages.reading.pages import PATTERNS

AFTER = b'<a class="skip" href="#main">Skip to main content</a>'  # the first that Tab reaches


def show_editors_bar(get_response):
    def middleware(request):
        response = get_response(request)
        if is_page(request, response) and request.user.has_perm("pages.change_revision"):
            slug = request.resolver_match.kwargs.get("slug", HOME)
            add_bar(response, Page.objects.at(slug).get())
        return response

    return middleware


def is_page(request, response):
    """Whether it is a page that editors write, for somebody who may be logged in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or response.status_code != 200:
        return False
    match = request.resolver_match
    return bool(match) and match.app_name == "pages" and match.url_name in PATTERNS


def add_bar(response, page):
    live, draft = page.live_revision(), page.draft()
    today = timezone.localdate()
    context = {
        "page": page,
        "draft": draft,
        "scheduled": page.revisions.scheduled().first(),
        "is_overdue": bool(live and live.next_review_on and live.next_review_on < today),
        "review_on": live and live.next_review_on,
    }
    bar = render_to_string("pages/_editors_bar.html", context).encode()
    response.content = response.content.replace(AFTER, AFTER + bar, 1)
    response["Cache-Control"] = "private, no-store"
    for name in ("ETag", "Content-Length"):
        del response[name]
    del response.kept  # nobody else gets this page
