from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponsePermanentRedirect


def whole(address):
    """The absolute URL of a path, whatever host the request named."""
    return urljoin(f"{settings.SITE_URL}/", address)


def moved(request, address):
    """Redirect to this address, keeping the query."""
    query = request.META.get("QUERY_STRING", "")
    address += f"?{query}" if query else ""
    # Browsers would cache a 301 for good, and loop once the page has moved back.
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})
