from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from pages.models import Revision, ShareLink
from pages.reading import previews


def urls(admin_site):
    """The preview of a version, and the links that let others read it."""

    def guarded(view, permission):
        def allowed(request, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        return admin_site.admin_view(allowed, cacheable=True)  # the preview shows its own message

    return [
        path(
            "<int:pk>/preview/",
            guarded(previews.preview, "pages.view_revision"),
            name="pages_revision_preview",
        ),
        path(
            "<int:pk>/share/",
            guarded(share, "pages.change_revision"),
            name="pages_revision_share",
        ),
        path(
            "<int:pk>/share/<int:link_pk>/revoke/",
            guarded(revoke, "pages.change_revision"),
            name="pages_revision_revoke",
        ),
    ]


@require_POST
def share(request, pk):
    """Create a link that shows this version before it is published."""
    revision = get_object_or_404(Revision, pk=pk)
    if revision.may_be_shared():
        revision.share_links.create(made_by=request.user)
        messages.success(request, "The link is ready. Copy it from “Share before publishing”.")
    else:
        messages.error(request, "Only a draft or a scheduled version can have a link.")
    return back(revision)


@require_POST
def revoke(request, pk, link_pk):
    link = get_object_or_404(ShareLink.objects.filter(revision=pk), pk=link_pk)
    if ShareLink.objects.filter(pk=link.pk).revoke():
        messages.success(request, "The link is revoked and no longer works.")
    else:
        messages.info(request, "This link had already expired.")
    return back(link.revision)


def back(revision):
    return redirect(f"{revision.get_admin_url()}#sharing")
