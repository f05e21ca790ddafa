"""What a section's text can hold: the editor offers it, and the server removes the rest."""

from django.utils.text import slugify

from pages.text.pasted.links import SCHEMES

EXTENSIONS = {
    "NoSpellCheck": False,
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    **dict.fromkeys(("Table", "TableRow", "TableHeader", "TableCell"), True),
    "Heading": {"levels": [3, 4]},  # a section's own heading is level 2
    "CleanPaste": True,  # ours, see settings
    "Link": {
        "protocols": [*SCHEMES],
        "defaultProtocol": "https",  # of an address typed into the text
        "enableTarget": False,
    },
}


# Ids that the pages' templates and the comments use themselves.
RESERVED = {
    *("main", "contents", "book", "comments", "leave-a-comment", "site-search"),
    *("words", "q", "q-error", "error-summary-title", "notice"),
}
RESERVED_BEGINNINGS = ("comment-", "id_")
LONGEST = 180  # some letters become several; a number after it, or `section-` before it, has room


def anchored(sections, remembered=None):
    """These sections as a list, each with an `anchor` that is unique on the page.

    `remembered` has the keys of sections by the anchors under which readers have found them. Those
    stay theirs: the ones that their headings would not give them now are their `former_anchors`.
    """
    sections = list(sections)
    keys = {one.key for one in sections}
    kept = {anchor: key for anchor, key in (remembered or {}).items() if key in keys}
    taken = set(RESERVED)
    for section in sections:
        base = slugify(section.heading)[:LONGEST].strip("-") or "section"
        if base.startswith(RESERVED_BEGINNINGS):
            base = f"section-{base}"
        section.anchor = free_anchor(base, section.key, taken, kept)
        taken.add(section.anchor)
    for section in sections:
        own = [anchor for anchor, key in kept.items() if key == section.key]
        section.former_anchors = [anchor for anchor in own if anchor not in taken]
    return sections


def free_anchor(base, key, taken, kept):
    """The base itself or, if another section has it, the base with a number."""
    numbered = (base, *(f"{base}-{number}" for number in range(2, len(taken) + len(kept) + 3)))
    free = [one for one in numbered if one not in taken and kept.get(one, key) == key]
    if base in free:
        return base
    return next((one for one in free if one in kept), free[0])
