"""Serves uploaded files, from a folder or a bucket, as pictures are served."""

from django.core.files.storage import default_storage
from django.http import Http404
from django.views.decorators.http import require_safe

from pages.document_files import OURS
from pages.reading.stored import answer

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # a name's content never changes
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
    name = f"{key}.pdf"
    if not OURS.fullmatch(name):
        raise Http404
    return answer(request, default_storage, name, HEADERS)
