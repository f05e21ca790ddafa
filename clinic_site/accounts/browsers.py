"""From where somebody is logged in, only as exactly as they need to recognize it."""

import ipaddress
import re

from inbox.client_address import client_address

PREFIXES = {4: 24, 6: 48}  # bits of an address that are kept
# In this order: nearly every browser claims to be those below it too.
BROWSERS = {
    "Edge": "Edg[A-Z]?[a-z]*/",
    "Opera": "OPR/",
    "Samsung Internet": "SamsungBrowser/",
    "Firefox": "Firefox/|FxiOS/",
    "Chrome": "Chrome/|CriOS/",
    "Safari": "Safari/",
}
SYSTEMS = {
    "an iPhone": "iPhone",
    "an iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "a Mac": "Macintosh",
    "ChromeOS": "CrOS",
    "Linux": "Linux",
}
UNKNOWN = "Another browser"


def browser_of(request):
    """Like “Firefox on Windows”."""
    agent = request.headers.get("User-Agent", "")[:500]
    browser = first(BROWSERS, agent) or UNKNOWN
    system = first(SYSTEMS, agent)
    return f"{browser} on {system}" if system else browser


def first(kinds, agent):
    return next((name for name, mark in kinds.items() if re.search(mark, agent)), "")


def network_of(request):
    """The visitor's network, like “203.0.113.0/24”, or ""."""
    address = client_address(request)
    if not address:
        return ""
    bits = PREFIXES[ipaddress.ip_address(address).version]
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
