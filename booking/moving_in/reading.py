"""What a file says before it is compared with what is here: columns, names, and open questions."""

from collections import Counter
from hashlib import sha256

from django.utils import timezone

from booking.models.one_patient import folded
from booking.models.patient import Patient
from booking.models.rules import STAFF_HORIZON
from booking.models.service import Service
from booking.models.therapist import Therapist
from booking.moving_in.columns import Meaning, guessed
from booking.moving_in.entries import Asks, Kind
from booking.moving_in.lines import lines
from booking.moving_in.order import order_of
from booking.moving_in.remembered import Answers
from booking.moving_in.said_statuses import by_word, words_in
from booking.moving_in.table import Unreadable, read_table
from clinic.long_work import CannotGoOn

SAMPLES = 8  # rows shown beside the columns
LONGEST_SHOWN = 80  # characters of a cell there
MOST_NAMES = 1000  # different ones that a person is asked about
VISITS = {Kind.VISIT, Kind.CANCELLED}
ROWS = {"therapist": Therapist, "service": Service}


def is_calendar(content):
    return b"BEGIN:VCALENDAR" in content[:2000].upper()


def table_of(content):
    """Raises CannotGoOn with the reader's sentence."""
    try:
        return read_table(content)
    except Unreadable as error:
        raise CannotGoOn(str(error)) from error


def first_look(content):
    """The columns of the import: what its header is, and what each column may mean."""
    table = table_of(content)
    meanings = guessed(table)
    return {
        "header": [shortened(one) for one in table.columns],
        "samples": [[shortened(cell) for cell in row.cells] for row in table.rows[:SAMPLES]],
        "columns": {str(place): str(meaning) for place, meaning in meanings.items()},
        "dates": dates_noted(order_of(table, meanings)),
    }


def dates_noted(order):
    """What a person sees of dates that can be read in several ways; {} if the file has none."""
    if not order.choices:
        return {}
    examples = [
        {
            "line": one.line,
            "cell": shortened(one.cell),
            "days": {first: f"{day:%Y-%m-%d}" for first, day in one.days.items()},
        }
        for one in order.examples
    ]
    said = {"first": order.first, "settled": order.settled, "doubt": order.doubt}
    return said | {"choices": list(order.choices), "examples": examples}


def shortened(text):
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def meanings_of(book_import):
    return {int(place): Meaning(meaning) for place, meaning in book_import.columns.items()}


def lines_of(book_import):
    """The lines of the file, and the digest that keeps its keys apart from another program's."""
    from booking.moving_in.events import calendar_lines  # takes time and memory to load

    content = book_import.content()
    if is_calendar(content):
        try:
            return calendar_lines(content, timezone.now() + STAFF_HORIZON), "calendar"
        except Unreadable as error:
            raise CannotGoOn(str(error)) from error
    table, meanings = table_of(content), meanings_of(book_import)
    states = by_word(book_import.statuses)
    said = sorted(plain for one in table.columns if (plain := folded(one)) != "reason")
    read = lines(table, meanings, book_import.order, states, at=book_import.progress)
    return read, sha256("\n".join(said).encode()).hexdigest()


def questions(book_import):
    """The columns of the import once the columns' meanings are known: what is still asked."""
    content, answers = book_import.content(), Answers(book_import)
    noted = {"is_calendar": is_calendar(content), "dates": {}, "order": ""}
    if not noted["is_calendar"]:
        table, meanings = table_of(content), meanings_of(book_import)
        order = order_of(table, meanings)
        noted |= {"dates": dates_noted(order), "order": order_said(book_import, order)}
        if order.choices and not noted["order"]:
            return noted | {"asks": "columns"}
        book_import.order = noted["order"]
        book_import.statuses = words_in(table, meanings, answers.of("statuses"))
    found, _ = lines_of(book_import)
    visits = [one for one in found if one.kind in VISITS and not one.problem]
    whose = [one for one in found if Asks.PERSON in one.asks and one.person and not one.problem]
    asked = Counter(one.person.name for one in whose)
    counted = {kind: Counter(getattr(one, kind) for one in visits) for kind in ROWS}
    names = {
        f"{kind}s": matched(counted[kind], rows.objects.all(), answers.of(f"{kind}s"))
        for kind, rows in ROWS.items()
    }
    names["statuses"] = book_import.statuses
    names["subjects"] = decided(asked, answers.of("subjects"))
    names["lacks_length"] = any(one.ends_at is None for one in visits)
    is_open = names["lacks_length"] and not answers.has_length
    for kind in ("therapists", "services", "statuses", "subjects"):
        is_open = is_open or any(not one["is_answered"] for one in names[kind].values())
    for what in ("therapists", "services", "subjects"):
        if len(names[what]) > MOST_NAMES:
            raise CannotGoOn(
                f"The file has more than {MOST_NAMES:,} different {what}. Check that the right "
                "column is chosen for them, or upload the file in parts."
            )
    return noted | names | {"asks": "names" if is_open else "preview"}


def order_said(book_import, order):
    """What a person has said comes first in dates, or left as the file says it; "" to ask them.

    They have to have seen these dates: not others, of another column. What was said about an
    earlier file holds for this one unless its own dates say something else.
    """
    said = book_import.order
    if book_import.as_in_id:
        agrees = order.first in ("", said) and not order.odd_lines
        return said if agrees and said in order.choices else ""
    if dates_noted(order) != book_import.dates:
        return ""
    said = said or ("" if order.doubt else order.first)
    return said if said in order.choices else ""


def matched(counted, rows, answers):
    """Each name in the file with the key of the row here that somebody chose, or else of the one
    with the same name.

    If there is only one row here, rows without a name get it too.
    """
    keys = {folded(row.name): row.pk for row in rows}
    alone = next(iter(keys.values())) if len(keys) == 1 else None
    found = {}
    for name, count in counted.most_common():
        answer = answers.get(folded(name), {})
        is_answered = answer.get("is_out") or answer.get("key") in keys.values()
        key = keys.get(folded(name)) if name else None
        guess = {"key": key or alone, "is_out": False}
        found[name] = {"count": count, "is_answered": bool(is_answered)}
        found[name] |= answer if is_answered else guess
    return found


def decided(counted, answers):
    """Each entry of a calendar with the patient's name, and whether it is one: at first, if a
    patient here has that name.
    """
    alike = Patient.objects.filter(names_folded__overlap=list(map(folded, counted))).order_by()
    found, here = {}, set().union(*alike.values_list("names_folded", flat=True))
    for name, count in counted.most_common():
        answer = answers.get(folded(name))
        found[name] = {"count": count, "is_answered": bool(answer)}
        found[name] |= answer or {"name": name, "is_patient": folded(name) in here}
    return found
