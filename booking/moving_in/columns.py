"""Which column of a table means what, before a person has seen it."""

from booking.moving_in.headings import known
from booking.moving_in.meanings import REPEATABLE, Meaning

__all__ = ["Meaning", "guessed"]


def guessed(table) -> dict[int, Meaning]:
    """The meaning of each column, by its place; LEFT_OUT for what is not known."""
    meanings = {}
    for place, heading in enumerate(table.columns):
        meaning = known(heading) or Meaning.LEFT_OUT
        if meaning in meanings.values() and meaning not in REPEATABLE:
            meaning = Meaning.LEFT_OUT
        meanings[place] = meaning
    return meanings
