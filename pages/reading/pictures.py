"""Serves uploaded pictures, from a folder or a bucket, unless a proxy serves the folder.

A page never names the bucket's own address: a third party would see every reader, and anybody could
read the bucket. A CDN in front of the site may keep pictures: see `HEADERS`.
"""

import logging

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from pages.models import Image
from pages.picture_files import OURS

logger = logging.getLogger(__name__)

TYPES = {"avif": "image/avif", "webp": "image/webp"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # a name's content never changes
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def picture(request, name):
    if not OURS.fullmatch(name):
        raise Http404
    try:
        with Image.storage().open(name) as file:
            content = file.read()  # at most some megabytes, as `picture_files` made it
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            logger.error("A picture in MEDIA_ROOT or MEDIA_BUCKET cannot be read: %s", error)
        raise Http404 from None
    etag = f'"{name}"'
    kind = TYPES[name.rpartition(".")[2]]
    response = HttpResponse(content, content_type=kind, headers={"ETag": etag})
    response = get_conditional_response(request, etag=etag, response=response)
    for header, value in HEADERS.items():
        response[header] = value
    return response
