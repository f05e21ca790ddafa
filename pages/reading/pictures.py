"""Serves uploaded pictures, from a folder or a bucket, unless a proxy serves the folder.

A page never names the bucket's own address: a third party would see every reader, and anybody could
read the bucket. A CDN in front of the site may keep pictures: see `HEADERS`.
"""

from django.http import Http404
from django.views.decorators.http import require_safe

from pages.models import Image
from pages.picture_files import OURS
from pages.reading.stored import answer

TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # a name's content never changes
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def picture(request, name):
    if not OURS.fullmatch(name):
        raise Http404
    kind = TYPES[name.rpartition(".")[2]]
    return answer(request, Image.storage(), name, HEADERS | {"Content-Type": kind})
