"""A version as readers would see it, for people who can read it earlier."""

import copy

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.tokens import forgiving
from pages.models import Revision, ShareLink
from pages.reading.pages import show_revision


@require_safe
def preview(request, pk):
    """Any version of a page, for staff."""
    revision = find(pk)
    return private(show_as_published(request, revision, back=revision.get_admin_url()))


@forgiving
@require_safe
def shared(request, token):
    """The version that a share link opens, as it is now; ignores any session.

    The same 404 for a link that is unknown, revoked or expired, or whose version was discarded.
    """
    link = ShareLink.objects.open().filter(token=token).first()
    revision = link and find(link.revision_id)
    if revision and revision.has_been_live() and revision.page.is_public:
        return private(redirect(revision))
    if not (revision and revision.may_be_shared()):
        return private(render(as_reader(request), "pages/link_ended.html", status=410))
    response = private(show_as_published(request, revision))
    response["Referrer-Policy"] = "no-referrer"  # the URL itself is the key
    return response


def find(pk):
    return get_object_or_404(Revision.objects.select_related("page"), pk=pk)


def show_as_published(request, revision, back=None, sections=None):
    """What readers would see if this version were published now, under a banner.

    For staff, the banner links `back`. With `sections`, each with its anchor, it is what somebody
    has typed and not saved, and needs no banner.
    """
    reader = as_reader(request)
    reader.path = reader.path_info = revision.get_absolute_url()
    reader.GET, reader.META = QueryDict(), request.META | {"QUERY_STRING": ""}
    live = revision.page.live_revision()
    reader.preview = {
        "revision": revision,
        "back": back,
        "publish_at": revision.publish_at,
        "is_live": revision == live and revision.page.is_public,
        "is_typed": sections is not None,
    }
    revision.publish_at = revision.publish_at or timezone.now()  # it is not saved
    return show_revision(reader, revision, sections=sections)


def as_reader(request):
    """The same request from an anonymous user."""
    reader = copy.copy(request)
    reader.user = AnonymousUser()
    return reader


def private(response):
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
