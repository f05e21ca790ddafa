"""Addresses of other calendars, and where their programs show the right one: pure.

As Google, Microsoft and Apple name these places in their help, December 2026.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

ANY_OTHER = (
    "In that program, look for an address that ends in .ics, called “iCal”, “ICS” or “subscribe”."
)


@dataclass(frozen=True)
class Program:
    name: str
    hosts: tuple[str, ...]  # with all that are below them
    how: str

    def has(self, host):
        return any(host == one or host.endswith(f".{one}") for one in self.hosts)


PROGRAMS = [
    Program(
        "Google Calendar",
        ("calendar.google.com", "www.google.com", "calendar.app.google"),
        "On a computer, open Settings, choose the calendar on the left, and copy “Secret address "
        "in iCal format” under “Integrate calendar”.",
    ),
    Program(
        "Outlook",
        ("outlook.live.com", "outlook.com", "outlook.office.com", "outlook.office365.com"),
        "On the web, open Settings, Calendar, Shared calendars, choose “Publish a calendar”, and "
        "copy the ICS link, not the HTML link.",
    ),
    Program(
        "Apple Calendar",
        ("icloud.com",),
        "Choose the share button beside the calendar, then “Public Calendar”, and copy the link.",
    ),
]


def how_to_find(address):
    """Where the program behind this address, or any other, shows the address of a calendar."""
    found = program_of(address)
    return f"In {found.name}: {found.how}" if found else ANY_OTHER


def is_page(address):
    """Whether it is a page of one of these programs, where a calendar is looked at."""
    path = urlsplit(address).path.lower()
    is_calendar = path.endswith(".ics") or path.startswith("/published/")
    return bool(program_of(address)) and not is_calendar


def program_of(address):
    host = (urlsplit(address).hostname or "").rstrip(".")
    return next((one for one in PROGRAMS if one.has(host)), None)
