import ipaddress

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac


def client_address(request) -> str:
    """The visitor's address, read through exactly TRUSTED_PROXIES hops; "" when there is none.

    Each proxy appends the address it was called from to X-Forwarded-For, so the visitor's own
    stands that many places from the right. What lies further left the visitor may have written.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def client_digest(request) -> str:
    """What stands for the visitor in the database: keyed, and another one each day.

    An IPv6 household has a whole /64 network, so that is what counts as one visitor.
    """
    address = client_address(request)
    if ":" in address:
        address = str(ipaddress.ip_network(f"{address}/64", strict=False))
    today = timezone.now().date().isoformat()
    return salted_hmac(f"antispam.address.{today}", address, algorithm="sha256").hexdigest()
