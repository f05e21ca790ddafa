"""The board, on which the desk opens: who works, what is booked and what is free."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import date_format

from booking.board.address import WEEK, Address
from booking.board.blocks import Blocks, rows_css
from booking.board.days import Days
from booking.board.layout import quarter_of
from booking.models import Appointment
from booking.models.visible import may_attend, may_decide, sees_own_alone
from clinic.clock import is_in_doubt, local
from clinic.watched import WatchedChange


def context(request, seen=None):
    """What the template of the board needs. `seen`: the version, if it has been read."""
    # Before all else, or a change in between would never be seen.
    seen = seen or version(request)
    return {"board": Board(request.user, Address.of(request.GET)), "board_version": seen}


@dataclass(frozen=True)
class Mark:
    """A quarter hour of the axis."""

    moment: datetime
    css: str
    is_now: bool

    @property
    def is_hour(self):
        return not timezone.localtime(self.moment).minute

    @property
    def label(self):
        here = local(self.moment)
        zone = " T" if is_in_doubt(self.moment) else ""
        return date_format(here, f"g A{zone}" if self.is_hour else f"g:i{zone}")


class Board:
    """Columns side by side along an axis of time, or a table of therapists by days."""

    def __init__(self, user, address):
        self.address, self.moving, self.now_css = address, None, ""
        self.is_own, self.may_mark = sees_own_alone(user), may_attend(user)
        may = {
            "decide": may_decide(user),
            "close": user.has_perm("booking.add_closure"),
        }
        if address.moving and may["decide"]:
            self.moving = find_moving(address.moving)
        if not self.moving:
            self.address = address = address.at(moving=0)
        shown = Days(address.days, user, address.therapist, self.moving)
        self.now, self.today = shown.now, timezone.localdate(shown.now)
        self.therapists, self.choice, self.only = shown.therapists, shown.choice, shown.only
        if address.therapist and not shown.only:
            self.address = address = address.at(therapist=0)
        blocks = Blocks(shown, may)
        if address.show == WEEK:
            shown.days = self.days = [one for one in address.days if is_needed(one, shown)]
        else:
            self.days = address.days
        self.is_table = address.show == WEEK and not shown.only
        if self.is_table:
            self.lines = [
                (one, [(day, blocks.of(one, day)) for day in self.days]) for one in self.therapists
            ]
            return
        self.columns = [
            (one, day, blocks.of(one, day)) for one in self.therapists for day in self.days
        ]
        self.rows_css = rows_css(blocks.rows.count)
        self.axis = list(self.marks_of_axis(shown, blocks.rows)) if self.therapists else []

    @property
    def patients(self):
        """How many patients are named here, each of them once for each booking."""
        parts = self.lines if self.is_table else [(None, [one[1:] for one in self.columns])]
        blocks = [block for _, days in parts for _, of_day in days for block in of_day]
        shown = {one.visit.booking_id for block in blocks for one in block.visits}
        return len(shown | ({self.moving.booking_id} if self.moving else set()))

    def marks_of_axis(self, shown, rows):
        """Each quarter hour, of the first day shown: others have the same by the clock.

        Only on a day when the clocks change can they differ, and each block says its own time.
        """
        column, before = shown.columns[self.therapists[0].pk, self.days[0]], 0
        now_at = timezone.localtime(quarter_of(self.now)).time()
        for moment, count in rows.marks(column):
            here = timezone.localtime(moment)
            is_now = self.today in self.days and here.time() == now_at
            if len(self.days) == 1:
                is_now = moment == quarter_of(self.now)
            if is_now:
                self.now_css = rows_css(before)
            yield Mark(moment, rows_css(count), is_now)
            before += count


def is_needed(day, shown):
    """Whether a week shows that day: on weekends only if somebody works or has a visit."""
    columns = [shown.columns[one.pk, day] for one in shown.therapists]
    return day.weekday() < 5 or any(
        column.worked
        or any(entry.start < column.end and column.start < entry.end for entry in column.entries)
        for column in columns
    )


def find_moving(pk):
    """The visit to find a new time for, or None if it can't be moved."""
    found = Appointment.objects.select_related("booking", "service", "therapist").filter(pk=pk)
    one = found.first()
    return one if one and one.can_be_moved() else None


def version(request):
    """Changes with anything that the board shows, and each minute: one query."""
    said = [
        WatchedChange.objects.version(),
        f"{timezone.now():%Y-%m-%d %H:%M}",
        request.user.pk,
        Address.of(request.GET).query,
    ]
    return f'"{sha256(repr(said).encode()).hexdigest()}"'
