"""The kinds of sections that a page is made of. A new one is a class here and a template."""

from pages.blocks.base import COLUMNS, Block
from pages.blocks.words import Question, Text

TEXT = Text.kind
# In the order in which they are offered.
BLOCKS = {one.kind: one for one in (Text(), Question())}

__all__ = ["BLOCKS", "COLUMNS", "TEXT", "Block"]
