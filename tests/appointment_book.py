"""An appointment book of another program as a CSV file, with troubles planted in it.

Of every hundred patients, one has a twin of the same name with another phone; of every fifty
visits, one overlaps the one before, and one row is broken. All dates can be read two ways.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from booking.models import BookImport

HEADER = "Visit ID,Patient,Email,Phone,Date,Start,End,Practitioner,Treatment,Status,Notes"
SLOTS = 16  # half hours from 9:00 of a therapist's day
DAYS = 12  # of each month, so that no date says which of its numbers is the month


def fate_of(line):
    """What becomes of a row that was read: "problem", "asks", or its kind."""
    return "problem" if line.problem else "asks" if line.asks else str(line.kind)


def run(one):
    """Do what an import waits for, as the worker does."""
    found = BookImport.objects.claim()
    assert found == one
    found.run()
    assert found.state != "failed", found.problem
    return BookImport.objects.get(pk=one.pk)


@dataclass
class Book:
    """`rows` as lines of the file, and how many of each kind there are."""

    rows: list[str] = field(default_factory=list)
    people: int = 0
    twins: int = 0
    visits: int = 0
    overlaps: int = 0
    broken: int = 0

    @property
    def content(self):
        return "\n".join([HEADER, *self.rows]).encode()


def book(patients, visits, therapists):
    """Visits in half hours, day after day, with each therapist in turn."""
    made = Book(people=patients)
    for number in range(visits):
        slot, therapist = divmod(number, len(therapists))
        day, slot = divmod(slot, SLOTS)
        month, day = divmod(day, DAYS)
        first = datetime(2026 + month // 12, month % 12 + 1, day + 1, 9, tzinfo=UTC)
        start = first + slot * timedelta(minutes=30)
        who = number % patients
        made.rows.append(row(made, who, start, therapists[therapist]))
        made.visits += 1
        if number % 50 == 10:
            overlapping = start + timedelta(minutes=15)
            made.rows.append(row(made, (who + 1) % patients, overlapping, therapists[therapist]))
            made.overlaps += 1
        if number % 50 == 20:
            made.rows.append(row(made, who, start, therapists[therapist], end="25:99"))
            made.broken += 1
    made.twins = sum(who % 100 == 99 for who in range(patients))
    return made


def row(made, who, start, therapist, end=""):
    """A patient whose number ends in 99 has the name of the one before."""
    name = f"Sample Person{letters(who - (who % 100 == 99))}"
    end = end or f"{start + timedelta(minutes=15 if start.minute % 30 else 30):%H:%M}"
    cells = [
        str(len(made.rows)),
        name,
        f"person{who}@example.com",
        f"416 {200 + who // 10000} {who % 10000:04}",
        f"{start:%m/%d/%Y}",
        f"{start:%H:%M}",
        end,
        therapist,
        "IMS treatment",
        "Booked",
        "Bring the X-ray." if who % 3 == 0 else "",
    ]
    return ",".join(cells)


def letters(number):
    """A number as letters, as names have no digits."""
    found = ""
    while True:
        number, rest = divmod(number, 26)
        found = chr(97 + rest) + found
        if not number:
            return found
