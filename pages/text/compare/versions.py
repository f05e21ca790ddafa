"""Two versions of a page compared, for people to read.

The template `admin/pages/_comparison.html` shows the result.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.utils.formats import date_format

from pages.text.compare.alignment import common
from pages.text.compare.prose import CHANGED, Line, compare_prose
from pages.text.compare.words import ADDED, FOLDED, KEPT, REMOVED, Piece, compare_words, tidy

TEXTS = {
    "title": "Title",
    "summary": "Summary",
    "seo_description": "Description for search engines",
}
REVIEW = {
    "reviewed_on": "Reviewed on",
    "reviewed_by": "Reviewed by",
    "next_review_on": "Next review",
}


@dataclass
class Part:
    """A field or a section: what was done to it, remarks in sentences, and its lines."""

    name: str
    change: str
    lines: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    is_section: bool = False

    @property
    def label(self):
        return f"Section “{self.name}”" if self.is_section else self.name


@dataclass
class Comparison:
    parts: list

    @property
    def changed(self):
        return [part for part in self.parts if part.change != KEPT]

    @property
    def unchanged(self):
        """The names of the parts that are the same in both."""
        return [part.label for part in self.parts if part.change == KEPT]

    @property
    def is_same(self):
        return not self.changed


def compare(old, old_sections, new, new_sections) -> Comparison:
    """Compare two revisions, saved or not, each with its sections in order.

    Sections are paired by key, or else by heading.
    """
    parts = [
        text_part(name, getattr(old, field), getattr(new, field)) for field, name in TEXTS.items()
    ]
    parts.append(image_part("Image", old, new))
    parts.append(image_part("Image for sharing", old.shared, new.shared))
    parts += [
        text_part(name, displayed(getattr(old, field)), displayed(getattr(new, field)))
        for field, name in REVIEW.items()
    ]
    parts = [part for part in parts if part]
    return Comparison(parts + section_parts(list(old_sections), list(new_sections)))


def displayed(value):
    return date_format(value) if isinstance(value, date) else value or ""


def text_part(name, old, new):
    """A plain-text field; None if it is empty in both."""
    lines = text_lines(old, new)
    if not lines:
        return None
    return Part(name, change_of(lines), lines)


def text_lines(old, new, kind="text"):
    old, new = tidy(old), tidy(new)
    if old == new:
        return [Line(kind, KEPT, [Piece(KEPT, new)])] if new else []
    pieces = compare_words(old, new)
    change = CHANGED if old and new else ADDED if new else REMOVED
    return [Line(kind, change, pieces)]


def change_of(lines, remarks=()):
    changes = {line.change for line in lines}
    if remarks or not changes <= {KEPT, FOLDED}:
        return changes.pop() if len(changes) == 1 and not remarks else CHANGED
    return KEPT


def image_part(name, old, new):
    remarks, lines = image_changes(old, new)
    if not remarks and not lines:
        return None
    return Part(name, CHANGED if remarks else change_of(lines), lines, remarks)


def image_changes(old, new):
    """Sentences on the image of either, and the lines of its description."""
    remarks = []
    if new.image_id and not old.image_id:
        remarks.append("An image was added.")
    elif old.image_id and not new.image_id:
        remarks.append("The image was removed.")
    elif old.image_id != new.image_id:
        remarks.append("The image was replaced by another.")
    if new.image_id and old.decorative != new.decorative:
        remarks.append(
            "The image is now decorative."
            if new.decorative
            else "The image is no longer decorative."
        )
    if new.image_id and old.image_id and crop_of(old) != crop_of(new):
        remarks.append("The image is cropped differently.")
    return remarks, text_lines(description_of(old), description_of(new), "image description")


def crop_of(owner):
    return owner.shape and (owner.shape, owner.focus_x, owner.focus_y)


def description_of(owner):
    """The alternative text of its image; "" while that is only a default of the database."""
    return owner.alt if isinstance(owner.alt, str) else ""


def section_parts(old, new):
    """The sections of both, in the new order; a section removed keeps its old place."""
    partner = partners(old, new)
    order = {id(section): place for place, section in enumerate(old)}
    matched = {id(section) for section in partner.values()}
    paired = [section for section in new if id(section) in partner]
    stayed = {
        id(paired[place])
        for _, place in common(
            [id(section) for section in old if id(section) in matched],
            [id(partner[id(section)]) for section in paired],
        )
    }
    gone = [section for section in old if id(section) not in matched]
    parts, before = [], None
    for section in new:
        was = partner.get(id(section))
        if id(section) in stayed:
            while gone and order[id(gone[0])] < order[id(was)]:
                parts.append(lone_section(gone.pop(0), REMOVED))
        if was is None:
            parts.append(lone_section(section, ADDED))
        else:
            where = f"after “{before}”" if before else "first"
            remarks = [] if id(section) in stayed else [f"Moved: now {where}."]
            parts.append(paired_section(was, section, remarks))
        before = str(section)
    return parts + [lone_section(section, REMOVED) for section in gone]


def partners(old, new):
    """The old section that each new one was, if any, by the id() of the new one."""
    found, taken = {}, set()
    for name in (attrgetter("key"), lambda section: tidy(section.heading).casefold()):
        waiting = defaultdict(list)
        for section in old:
            if id(section) not in taken:
                waiting[name(section)].append(section)
        waiting[""] = []
        for section in new:
            if id(section) not in found and (left := waiting[name(section)]):
                found[id(section)] = left.pop(0)
        taken = {id(section) for section in found.values()}
    return found


def drawing_changes(old, new):
    """Sentences on the drawing of either section."""
    taken, added = old.get_drawing_display(), new.get_drawing_display()
    if taken == added:
        return []
    remarks = [f"The drawing “{taken}” was removed."] if taken else []
    return remarks + ([f"The drawing “{added}” was added."] if added else [])


def document_changes(old, new):
    """A sentence on the file of either section."""
    if old.document_id == new.document_id:
        return []
    if not new.document_id:
        return ["The file was removed."]
    return ["The file was replaced by another." if old.document_id else "A file was added."]


def own_lines(old, new):
    """The lines of what their kinds add to sections."""
    before, now = dict(old.facts), dict(new.facts)
    labels = dict.fromkeys([*now, *before])
    return [
        line
        for label in labels
        for line in text_lines(before.get(label, ""), now.get(label, ""), label.lower())
    ]


def kind_changes(old, new):
    if old.block is new.block:
        return []
    return [f"Now: {new.block.name.lower()}. Before: {old.block.name.lower()}."]


def lone_section(section, change):
    blank = type(section)(kind=section.kind)
    sides = (blank, section) if change == ADDED else (section, blank)
    remarks, about = image_changes(*sides)
    remarks = drawing_changes(*sides) + document_changes(*sides) + remarks
    lines = [*compare_prose(*(side.body or "" for side in sides)), *own_lines(*sides), *about]
    return Part(str(section), change, lines, remarks, is_section=True)


def paired_section(old, new, remarks):
    about_image, description = image_changes(old, new)
    heading = text_lines(old.heading, new.heading, "section heading")
    heading = [line for line in heading if line.change != KEPT]
    description = [line for line in description if line.change != KEPT]
    own = [line for line in own_lines(old, new) if line.change != KEPT]
    lines = [*heading, *compare_prose(old.body or "", new.body or ""), *own, *description]
    remarks = remarks + kind_changes(old, new) + drawing_changes(old, new) + about_image
    remarks += document_changes(old, new)
    change = KEPT if change_of(lines, remarks) == KEPT else CHANGED
    return Part(str(new), change, lines, remarks, is_section=True)
