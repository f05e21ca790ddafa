"""The clinic as this process last saw it, for the pages shown while the database is away."""

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
    """An empty Clinic in a process that has not seen it yet."""
    return _clinic
