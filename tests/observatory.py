"""The rules of the HTTP Observatory (MDN, version 5 of its algorithm), as points for a response.

100 to begin with, then these. https://github.com/mdn/mdn-http-observatory, src/analyzer and
src/grader. Not here: being on the browsers' list of preloaded names (5 points more), because that
is a promise for the whole domain, which only its owner can make.
"""

import re

BROAD = {"http:", "https:", "ftp:", "*", "http://*", "https://*", "data:"}
UNSAFE = BROAD | {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'"}
SCRIPT = re.compile(r"<script\b[^>]*\ssrc=[^>]*>")
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
SIX_MONTHS = 15_552_000  # seconds


def points(headers, html="", cookies=()):
    """The points of each of its tests. `cookies`: the values of all Set-Cookie headers."""
    policy = parsed(headers.get("Content-Security-Policy", ""))
    return {
        "content security policy": of_policy(merged(policy, META.findall(html))),
        "cookies": of_cookies(cookies),
        "referrer": 5 if headers.get("Referrer-Policy") in ("same-origin", "no-referrer") else 0,
        "transport": of_transport(headers.get("Strict-Transport-Security", "")),
        "scripts": of_scripts(SCRIPT.findall(html)),
        "sniffing": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "framing": 5 if "frame-ancestors" in policy else -20,
        "resource policy": of_resource_policy(headers.get("Cross-Origin-Resource-Policy")),
        "sharing": -50 if "Access-Control-Allow-Origin" in headers else 0,
    }


def full(html="", cookies=()):
    """The most that a response with these scripts and cookies can have."""
    return {
        "content security policy": 10,
        "cookies": 5 if cookies else 0,
        "referrer": 5,
        "transport": 0,
        "scripts": 5 if SCRIPT.search(html) else 0,
        "sniffing": 0,
        "framing": 5,
        "resource policy": 10,
        "sharing": 0,
    }


def parsed(policy):
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def merged(policy, by_the_page):
    """Both policies hold, and each is the only one to name its directives."""
    for other in map(parsed, by_the_page):
        assert not {*policy} & {*other}
        policy = policy | other
    return policy


def of_policy(policy):
    if not policy:
        return -25
    fallback = policy.get("default-src", {"*"})
    scripts, styles, objects = (
        policy.get(kind, fallback) for kind in ("script-src", "style-src", "object-src")
    )
    if (scripts | objects) & UNSAFE:
        return -20
    if styles & UNSAFE or policy.get("form-action", {"*"}) & BROAD:
        return 0
    return 10 if fallback == {"'none'"} else 5


def of_cookies(cookies):
    said = [{part.strip().lower() for part in cookie.split(";")} for cookie in cookies]
    if not all("secure" in one and "samesite=lax" in one for one in said):
        return -40
    sessions = [one for one in said if any("sess" in part for part in one)]
    return (5 if all("httponly" in one for one in sessions) else -30) if said else 0


def of_transport(header):
    found = re.search(r"max-age=(\d+)", header)
    return 0 if found and int(found[1]) >= SIX_MONTHS else -20


def of_scripts(scripts):
    foreign = [one for one in scripts if not re.search(r'src="/[^/]', one)]
    if foreign:
        return -50
    return 5 if any(' integrity="sha384-' in one for one in scripts) else 0


def of_resource_policy(value):
    return {"same-origin": 10, "same-site": 10, None: 0}.get(value, -5)
