"""The clinic as this process saw it last, for the pages that come when the database does not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    name: str = ""
    phone: str = ""
    phone_link: str = ""


_clinic = Seen()


def remember(clinic):
    global _clinic
    _clinic = Seen(clinic.name, clinic.phone, clinic.phone_link)


def clinic() -> Seen:
    """Empty in a process that has not seen the clinic yet."""
    return _clinic
