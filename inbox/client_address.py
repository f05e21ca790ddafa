import ipaddress
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac


def client_address(request) -> str:
    """The visitor's address, read through exactly TRUSTED_PROXIES hops, or "".

    Each proxy appends the address it was called from to X-Forwarded-For, so the visitor's own is
    that many places from the right. Anything further left can be forged.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES].strip()
    try:
        found = ipaddress.ip_address(without_port(address))
    except ValueError:
        return ""
    # Servers that listen for both kinds write IPv4 addresses this way.
    return str(getattr(found, "ipv4_mapped", None) or found)


def without_port(address):
    """Without the visitor's port, which some proxies add to the address."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def client_network(request) -> str:
    """The network that counts as one visitor, for IPv6 the /64 of a household; "::" if unknown."""
    address = client_address(request)
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return address or "::"


def client_digest(request, days_ago=0) -> str:
    """The visitor as the database knows them: a keyed digest, a new one each day."""
    day = (timezone.now() - timedelta(days=days_ago)).date().isoformat()
    return salted_hmac(
        f"inbox.client_address.{day}", client_network(request), algorithm="sha256"
    ).hexdigest()


def client_digests(request, days) -> list[str]:
    """The visitor's digests for that many days, today's first.

    Only a returning visitor, while here, is recognized: the database alone can't link two days.
    """
    return [client_digest(request, ago) for ago in range(days)]
