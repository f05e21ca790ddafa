"""Arranging the sections of a posted draft that is not stored, for browsers without JavaScript."""

import re
import uuid
from dataclasses import dataclass

from pages.blocks import BLOCKS
from pages.editing.section_forms import MOST_SECTIONS

ASKED = re.compile(r"(insert|up|down|copy) (?:sections-(\d{1,4})|end)(?: (\w{1,20}))?", re.ASCII)
FULL = f"A page can have at most {MOST_SECTIONS} sections. Remove some first."
NOT_COPIED = {"key", "was", "upload", "DELETE"}


@dataclass
class Arranged:
    """What was done: `prefix` is that of the section's form to go on with; "" for the end."""

    act: str
    prefix: str
    choosing: bool = False  # of a kind for the section to insert before that one
    refusal: str = ""


def arrange(form, asked):
    """Change the positions in the data of this validated DraftForm; None for nonsense.

    `asked` is “up sections-3”, “down …”, “copy …”, “insert …” (which asks for a kind) or “insert
    sections-3 text”, with the prefix of a form, or “end”. No form gets another number, so that each
    is still that of the section it showed.
    """
    found = ASKED.fullmatch(asked)
    if not found:
        return None
    act, where, kind = found.groups()
    forms = form.sections.forms
    total = len(forms)
    at = int(where) if where else total
    if at > total or (at == total and act != "insert"):
        return None
    prefix = form.sections.add_prefix(at) if at < total else ""
    if act == "insert" and kind not in BLOCKS:
        return Arranged(act, prefix, choosing=True)
    rows = [forms.index(one) for one in form.sections.in_order]
    blank = 0 if not rows or forms[rows[-1]].has_changed() else 1  # the one at the end
    if act in ("up", "down"):
        swap(rows, rows.index(at), -1 if act == "up" else 1, total - blank)
    else:
        if total - blank >= MOST_SECTIONS:
            return Arranged(act, prefix, refusal=FULL)
        place = rows.index(at) + (act == "copy") if at < total else total - blank
        rows.insert(place, total)
        prefix = form.sections.add_prefix(total)
        add(form.data, prefix, kind, copied=forms[at].prefix if act == "copy" else None)
        form.data["sections-TOTAL_FORMS"] = str(total + 1)
    for position, number in enumerate(rows, start=1):
        form.data[f"{form.sections.add_prefix(number)}-order"] = str(position)
    return Arranged(act, prefix)


def swap(rows, place, by, end):
    if 0 <= place + by < end:
        rows[place], rows[place + by] = rows[place + by], rows[place]


def add(data, prefix, kind, copied):
    if copied is None:
        data[f"{prefix}-kind"] = kind
        data[f"{prefix}-body"] = BLOCKS[kind].new_body
        data[f"{prefix}-shape"] = BLOCKS[kind].new_shape
    else:
        for name in [name for name in data if name.startswith(f"{copied}-")]:
            field = name.removeprefix(f"{copied}-")
            if field not in NOT_COPIED:
                data.setlist(f"{prefix}-{field}", data.getlist(name))
    data[f"{prefix}-key"] = str(uuid.uuid4())
