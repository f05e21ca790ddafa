"""The blocks of the board as its template shows them: with their words, links and rows."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from booking.availability import Day
from booking.board.layout import HOUR, Kind
from booking.fields import start_as_text
from booking.models.state import State

WORDS = {
    State.REQUESTED: "Request",
    State.OFFERED: "Offered",
    State.CONFIRMED: "Confirmed",
    State.ATTENDED: "Came",
    State.MISSED: "Did not come",
}

MARKS = [State.ATTENDED, State.MISSED]


class Blocks:
    """Makes the blocks of columns, with the links that `may` allows: `decide`, `close`."""

    def __init__(self, days, may):
        self.days, self.may, self.rows = days, may, days.rows()
        self.book = reverse("admin:booking_appointment_book")
        self.lengths = None
        if one := days.moving:
            self.book = reverse("admin:booking_appointment_move", args=[one.pk])
            offered = one.needs_in(days.catalogue)
            self.lengths = {therapist.pk: visit for therapist, visit in offered.items()}

    def of(self, therapist, day):
        column = self.days.columns[therapist.pk, day]
        return [self.block(part, column, therapist, day) for part in column.parts]

    def block(self, part, column, therapist, day):
        css = [str(part.kind), rows_css(self.rows.between(column, part.start, part.end))]
        css += ["past"] if self.days.is_past(part) else []
        block = Block(part, " ".join(css))
        if part.kind == Kind.VISITS:
            block.visits = [
                Shown(one, self.days.marks.of(one, part.group), self.may["decide"])
                for one in part.what
            ]
        elif part.kind == Kind.FREE and self.may["decide"] and therapist.is_active:
            block.starts = list(self.starts(part, column, therapist))
            if block.starts and self.may["close"] and not self.lengths:
                block.close_url = close_url(therapist, day, part)
        return block

    def starts(self, part, column, therapist):
        free = [one for one in self.days.free(part) if self.fits(one, part, column, therapist)]
        moving = self.days.moving
        for start, end in pairwise([*part.starts(), part.end]):
            css = rows_css(self.rows.between(column, start, end))
            is_own = moving and therapist.pk == moving.therapist_id and start == moving.starts_at
            query = urlencode({"start": start_as_text(start), "therapist": therapist.pk})
            can_be_chosen = start in free and not is_own
            yield Start(start, f"{self.book}?{query}" if can_be_chosen else "", css, is_own)

    def fits(self, start, part, column, therapist):
        """Whether the visit that is being moved, if any, has room at that time."""
        if self.lengths is None:
            return True
        visit = self.lengths.get(therapist.pk)
        if visit is None or start + visit.duration > part.end:
            return False
        busy = [one.period for one in column.entries if one.period]
        return Day([], [], busy).is_free(visit, start)


@dataclass
class Block:
    part: object
    css: str
    visits: list = ()
    starts: list = ()
    close_url: str = ""

    @property
    def kind(self):
        return self.part.kind

    @property
    def closure(self):
        return self.part.what if self.part.kind == Kind.CLOSED else None

    @property
    def first(self):
        """The first time in it that can be booked, or moved to."""
        return next((one for one in self.starts if one.url), None)


@dataclass(frozen=True)
class Start:
    at: object
    url: str
    css: str
    is_own: bool = False  # of the visit that is being moved


class Shown:
    """A visit in a block, with its marks and warnings."""

    def __init__(self, entry, said, may_move):
        self.visit, self.is_held, self.said = entry.visit, bool(entry.period), said
        self.marks = [one for one in MARKS if entry.visit.can_be_marked(one)]
        self.can_move = may_move and entry.visit.can_be_moved()

    @property
    def icon(self):
        return self.visit.state if self.is_held else "lapsed"

    @property
    def word(self):
        return WORDS[self.visit.state] + ("" if self.is_held else ", no longer held")


def close_url(therapist, day, part):
    """The form for a closure of the first hour of a stretch, or less."""
    start, end = (timezone.localtime(one) for one in (part.start, min(part.end, part.start + HOUR)))
    query = {
        "therapist": therapist.pk,
        "first_day": day.isoformat(),
        "last_day": day.isoformat(),
        "from_time": f"{start:%H:%M}",
        "until_time": f"{end:%H:%M}",
        "back": "board",
    }
    return f"{reverse('admin:booking_closure_add')}?{urlencode(query)}"


def rows_css(count):
    """The classes that let a block take that many rows: a style attribute is not allowed.

    One class for each power of two in the count, which the style sheet adds up.
    """
    return " ".join(f"r{1 << bit}" for bit in range(count.bit_length()) if count >> bit & 1)
