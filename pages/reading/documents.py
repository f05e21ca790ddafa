"""Serves uploaded files, from a folder or a bucket, as pictures are served."""

from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponseRedirect
from django.views.decorators.http import require_safe

from pages.document_files import OURS
from pages.models import Document
from pages.reading.stored import answer

HEADERS = {
    # A name's content never changes, but a newer file may replace it.
    "Cache-Control": "public, max-age=3600",
    # Not `sandbox`, with which Chromium shows no PDF. Its viewer needs its own styles.
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    ),
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",  # what is replaced by a newer file must not be found any more
}


@require_safe
def document(request, key):
    """The file; one that has been replaced leads to the newest in its place.

    While the database is away, nobody can say whether it has been, so the file itself is served.
    """
    name = f"{key}.pdf"
    if not OURS.fullmatch(name):
        raise Http404
    replaced = Document.objects.exclude(replaced_by=None).select_related("replaced_by")
    try:
        old = replaced.filter(name=name).first()
    except (OperationalError, InterfaceError):  # the database is away, but the file is there
        response = served(request, name)
        response["Cache-Control"] = "no-cache"
        return response
    if old:
        response = HttpResponseRedirect(old.current.get_absolute_url())
        response["Cache-Control"] = HEADERS["Cache-Control"]
        response["X-Robots-Tag"] = HEADERS["X-Robots-Tag"]
        return response
    return served(request, name)


def served(request, name):
    """The content of this file. Raises Http404."""
    return answer(request, default_storage, name, HEADERS)
