"""The rows that stay out, as a file to correct and upload again."""

import csv
import io

from django.utils import timezone

from booking.moving_in.imported import Kind
from booking.moving_in.reading import table_of
from typed.spreadsheet import harmless

REASON = "Reason"
OF_CALENDAR = ["Name", "Email", "Phone", "Date", "Time", "End time", "Therapist", "Service", "Note"]
MARK = "\ufeff"  # by which Excel knows UTF-8


def lines_to_mend(book_import):
    """The lines of a CSV file: the columns of the upload, and why each row stays out. A calendar
    becomes a table, whose columns are known when it is uploaded.

    Raises CannotGoOn if the file is gone.
    """
    rows = list(book_import.rows.to_mend().select_related("person"))
    if book_import.is_calendar:
        header = [*OF_CALENDAR, REASON]
        cells = map(of_calendar, rows)
    else:
        table = table_of(book_import.content())
        kept = [place for place, name in enumerate(table.columns) if name != REASON]
        header = [*(table.columns[place] for place in kept), REASON]
        by_line = {row.line: row.cells for row in table.rows}
        more = len(table.columns)  # cells that belong to no column
        unknown = [""] * more  # read otherwise now than when it was compared
        found = ((row, by_line.get(row.line, unknown)) for row in rows)
        cells = ([*(of[place] for place in kept), row.reason, *of[more:]] for row, of in found)
    yield MARK + written(header)
    yield from map(written, cells)


def of_calendar(row):
    """A row of a calendar in these columns. What is not a visit has no name, so it stays out."""
    who, reason = row.person, row.reason
    if who and row.kind == Kind.BLOCK:
        who, reason = None, f"{reason} “{who.name}”"
    start, end = (one and timezone.localtime(one) for one in (row.starts_at, row.ends_at))
    return [
        who.name if who else "",
        next(iter(who.emails), "") if who else "",
        next(iter(who.phones), "") if who else "",
        f"{start:%Y-%m-%d}" if start else "",
        f"{start:%H:%M}" if start else "",
        f"{end:%H:%M}" if end else "",
        row.said_who,
        row.said_what,
        row.note,
        reason,
    ]


def written(values):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(map(harmless, values))
    return file.getvalue()
