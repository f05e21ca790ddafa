"""Addresses that a new page can have."""

import re
from itertools import chain, count

from pages.models import FormerSlug, Page
from pages.reserved import LONGEST, RESERVED


def free_address(base):
    """This address or the next that is free, such as fees-page or our-team-2. Nobody asks about
    a former address: it is not taken over. Addresses must be locked.
    """
    return first_free(base, taken_addresses(tidy(base)[:20].strip("-")))


def taken_addresses(start=""):
    """Those that begin so and that a new page can't have."""
    taken = {*RESERVED}
    for model in (Page, FormerSlug):
        found = model.objects.filter(slug__startswith=start)
        taken |= set(found.values_list("slug", flat=True))
    return taken


def tidy(base):
    return re.sub("[_-]+", "-", base).strip("-") or "page"


def first_free(base, taken):
    """This address or the next that is not among those taken."""
    base = tidy(base)
    start = base[: LONGEST - 5].strip("-")
    more = [f"{start}-page"] if base in RESERVED else []
    numbered = (f"{start}-{number}" for number in count(2))
    short = base[:LONGEST].strip("-")
    return next(one for one in chain([short], more, numbered) if one not in taken)
