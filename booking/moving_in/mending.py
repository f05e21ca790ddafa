"""The rows that stay out, as a file to mend and upload again."""

import csv
import io

from booking.moving_in.reading import table_of
from clinic.clock import moment
from typed.spreadsheet import harmless

REASON = "Reason"
MARK = "\ufeff"  # by which Excel knows UTF-8


def lines_to_mend(book_import):
    """The lines of a CSV file: the columns of the upload, and why each row stays out.

    Raises CannotGoOn if the file is gone.
    """
    rows = list(book_import.rows.to_mend().select_related("person"))
    if book_import.is_calendar:
        header = ["Line", "Start", "Patient", REASON]
        cells = (
            [
                str(row.line),
                moment(row.starts_at) if row.starts_at else "",
                row.person.name if row.person else "",
                row.reason,
            ]
            for row in rows
        )
    else:
        table = table_of(book_import.content())
        kept = [place for place, name in enumerate(table.columns) if name != REASON]
        header = [*(table.columns[place] for place in kept), REASON]
        by_line = {row.line: row.cells for row in table.rows}
        more = len(table.columns)  # cells that belong to no column
        cells = (
            [*(by_line[row.line][place] for place in kept), row.reason, *by_line[row.line][more:]]
            for row in rows
        )
    yield MARK + written(header)
    yield from map(written, cells)


def written(values):
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(map(harmless, values))
    return file.getvalue()
