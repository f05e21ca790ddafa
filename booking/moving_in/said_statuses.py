"""The words that a file has for the states of its visits, and what each is read as."""

from collections import Counter

from booking.moving_in import statuses
from booking.moving_in.cells import tidy
from booking.moving_in.meanings import Meaning
from booking.moving_in.names import folded
from booking.moving_in.states import known

MOST_WORDS, LONGEST = 40, 60  # shown to a person; others are read as usual


def words_in(table, meanings, answers):
    """Each word with how many rows have it and what it is read `as`: as was answered for its folded
    form, or else as we know it. One that nobody knows is read as booked until somebody says."""
    places = [place for place, meaning in meanings.items() if meaning == Meaning.STATUS]
    cells = (tidy(row.cells[place]) for row in table.rows if not row.problem for place in places)
    counted, found = Counter(word for cell in cells for word in cell.split("\n") if word), {}
    spelled = {}
    for word, count in counted.most_common():
        found.setdefault(spelled.setdefault(folded(word), word), []).append(count)
    short = [(word, sum(counts)) for word, counts in found.items() if len(word) <= LONGEST]
    return {word: read(word, answers) | {"count": count} for word, count in short[:MOST_WORDS]}


def read(word, answers):
    if answer := answers.get(folded(word)):
        return answer | {"is_answered": True}
    means = known(word)
    return {"as": means or statuses.BOOKED, "is_answered": bool(means)}


def by_word(said):
    """What was decided about words, by their folded forms, as `lines` takes it."""
    return {folded(word): one["as"] for word, one in said.items()}
