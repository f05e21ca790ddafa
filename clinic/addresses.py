from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponsePermanentRedirect


def whole(address):
    """An address of ours with the site's name before it, whatever host was asked."""
    return urljoin(f"{settings.SITE_URL}/", address)


def moved(request, address):
    """Lead from another address to this one, with the query that came along."""
    query = request.META.get("QUERY_STRING", "")
    address += f"?{query}" if query else ""
    # Browsers would keep a 301 for good, and go in circles once the page has moved back.
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})
