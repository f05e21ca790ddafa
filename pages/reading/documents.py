"""Serves uploaded files, from a folder or a bucket, as pictures are served."""

import logging

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from pages.document_files import OURS

logger = logging.getLogger(__name__)

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
    try:
        with default_storage.open(name) as file:
            content = file.read()  # at most `document_files.MAX_BYTES`
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            logger.error("A file in MEDIA_ROOT or MEDIA_BUCKET cannot be read: %s", error)
        raise Http404 from None
    etag = f'"{name}"'
    response = HttpResponse(content, headers={"ETag": etag})
    response = get_conditional_response(request, etag=etag, response=response)
    for header, value in HEADERS.items():
        response[header] = value
    return response
