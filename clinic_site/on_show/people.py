"""The people who treat, as pages and booking show them to each other."""

from django.utils.functional import SimpleLazyObject

from booking.next_open import Openings
from pages.blocks.people import Person
from pages.reading.gathered import live_blocks


def on_show(request):
    """For every template. Queries run only when something of it is printed, and once."""
    return {
        "profiles": SimpleLazyObject(profiles),
        "ways_to_book": SimpleLazyObject(lambda: by_text(openings_of(request).booked_online())),
    }


def openings_of(request):
    """The Openings for all that the answer to this request shows."""
    if not hasattr(request, "openings"):
        request.openings = Openings()
    return request.openings


def profiles():
    """Where readers find the person of each therapist who has one on a page, by primary key."""
    found = {}
    for one in live_blocks(Person.kind):
        if therapist := one.section.values["therapist"]:
            found.setdefault(therapist, one)
    return found


def by_text(found):
    """With the keys as sections hold them."""
    return {str(key): one for key, one in found.items()}
