from urllib.parse import urljoin

from django.conf import settings


def whole(address):
    """An address of ours with the site's name before it, whatever host was asked."""
    return urljoin(f"{settings.SITE_URL}/", address)
