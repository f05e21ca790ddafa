"""Which first parts of an address are not free for pages."""

from django.urls import get_resolver

# Answered before any view of ours is asked: by the middleware, or by a proxy in front of us.
FILES = {"static", "media"}


def taken_by_the_site() -> set[str]:
    """The first part of every address that another view than the pages' own answers."""
    return FILES | set(first_parts(get_resolver().url_patterns))


def first_parts(patterns):
    for one in patterns:
        first = str(one.pattern).partition("/")[0]
        if first or not hasattr(one, "url_patterns"):
            yield first
        else:
            yield from first_parts(one.url_patterns)
