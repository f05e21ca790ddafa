"""The kinds of sections that a page is made of. A new one is a class here and a template."""

from pages.blocks.base import COLUMNS, Block
from pages.blocks.leads import Button, File, LinkField
from pages.blocks.people import People, Person
from pages.blocks.shown import Hours, Pages, Picture
from pages.blocks.tables import Table
from pages.blocks.treatments import Fees, Treatment, Treatments
from pages.blocks.words import CallOut, Question, Text

TEXT, QUESTION, CARDS = Text.kind, Question.kind, Pages.kind
OFFERED = (
    Text(),
    Question(),
    Table(),
    Picture(),
    CallOut(),
    Person(),
    People(),
    Treatment(),
    Treatments(),
    Fees(),
    Hours(),
    File(),
    Button(),
    Pages(),
)
BLOCKS = {one.kind: one for one in OFFERED}
GATHERED = sorted({one.gathers for one in OFFERED} - {""})  # kinds shown from all pages


def block_of(folder):
    """The kind that pages in this folder are about; None for pages about anything else."""
    return next((one for one in OFFERED if folder and one.folder == folder), None)


__all__ = [
    "BLOCKS",
    "CARDS",
    "COLUMNS",
    "GATHERED",
    "QUESTION",
    "TEXT",
    "Block",
    "LinkField",
    "block_of",
]
