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
    *("main", "contents", "book", "comments", "leave-a-comment", "read-more", "site-search"),
    *("words", "q", "q-error", "error-summary-title", "notice"),
}
RESERVED_BEGINNINGS = ("comment-", "id_")


def anchored(sections):
    """These sections as a list, each with an `anchor` that is unique on the page."""
    taken = set(RESERVED)
    sections = list(sections)
    for section in sections:
        base = slugify(section.heading) or "section"
        if base.startswith(RESERVED_BEGINNINGS):
            base = f"section-{base}"
        anchor = base
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        section.anchor = anchor
    return sections
